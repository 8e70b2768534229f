/** The index variables in force at a place in a rule: those of the cell, known, and those of sums, running. */
import { evaluateExpr, evaluateIndex } from "./evaluate";
import type { Expr } from "./generated/Expr";
import type { Index } from "./generated/Index";
import type { TraceReader } from "./reader";

interface Variable {
  readonly name: string;
  /** null while it runs. */
  readonly value: number | null;
  /** How far it runs, exclusive; 1 for one that is known. */
  readonly extent: number;
}

export class Scope {
  private readonly names: readonly string[];

  private constructor(
    readonly reader: TraceReader,
    private readonly variables: readonly Variable[],
    /** How many sums and maxima are around. */
    readonly depth: number,
  ) {
    this.names = variables.map((variable) => variable.name);
  }

  /** The scope of a rule's body at one cell. */
  static ofCell(reader: TraceReader, vars: readonly string[], index: readonly number[]): Scope {
    const variables = vars.map((name, axis) => ({ name, value: index[axis] as number, extent: 1 }));
    return new Scope(reader, variables, 0);
  }

  /** Inside a sum or maximum, its variable at one place. */
  at(name: string, value: number): Scope {
    return new Scope(this.reader, [...this.variables, { name, value, extent: 1 }], this.depth + 1);
  }

  /** Inside a sum or maximum, its variable running. */
  over(name: string, extent: number): Scope {
    return new Scope(this.reader, [...this.variables, { name, value: null, extent }], this.depth + 1);
  }

  /** The number an index gives. Running variables stand at 0. */
  place(index: Index): number {
    return evaluateIndex(this.reader, index, this.names, this.standing());
  }

  /** The number an expression gives. Running variables stand at 0. */
  value(expr: Expr): number {
    return evaluateExpr(this.reader, expr, this.names, this.standing());
  }

  /** Offsets of all the cells of `tensor` that a read passes over while the running variables run. */
  cells(tensor: string, at: readonly Index[]): number[] {
    const target = this.reader.tensor(tensor);
    const offsets = new Set<number>();
    for (const slots of this.assignments()) {
      offsets.add(target.offset(at.map((index) => evaluateIndex(this.reader, index, this.names, slots))));
    }
    return [...offsets].sort((a, b) => a - b);
  }

  /** Whether no running variable occurs in the index. */
  known(index: Index): boolean {
    switch (index.op) {
      case "var":
        return this.variables[this.names.lastIndexOf(index.name)]?.value !== null;
      case "fixed":
        return true;
      case "plus":
        return index.terms.every((term) => this.known(term));
      case "minus":
      case "times":
      case "quotient":
      case "remainder":
        return this.known(index.of);
      case "lookup":
        return index.at.every((place) => this.known(place));
    }
  }

  /** Whether an expression without sums of its own has one value here. */
  settled(expr: Expr): boolean {
    switch (expr.op) {
      case "number":
        return this.known(expr.index);
      case "read":
        return expr.at.every((index) => this.known(index));
      case "add":
        return expr.terms.every((term) => this.settled(term));
      case "multiply":
        return expr.factors.every((factor) => this.settled(factor));
      case "subtract":
      case "divide":
        return this.settled(expr.left) && this.settled(expr.right);
      case "constant":
      case "negativeInfinity":
        return true;
      default:
        return this.variables.every((variable) => variable.value !== null);
    }
  }

  /** An index in text, its known parts as numbers: `16 + d`. */
  text(index: Index): string {
    return this.known(index) ? String(this.place(index)) : this.spelt(index);
  }

  /**
   * A running place in text, as readers count: from 1, like the variable itself. `16 + d` needs no
   * change for that; a place that does not move in step with its variable is put right.
   */
  placeText(index: Index): string {
    const running = index.op === "plus" ? index.terms.filter((term) => !this.known(term)) : [index];
    const inStep = running.length === 1 && running[0]?.op === "var";
    return inStep ? this.text(index) : `${this.spelt(index, (name) => `(${name} − 1)`)} + 1`;
  }

  /** An index in text with its last operation written out: `3 mod 2`. */
  spelt(index: Index, write: (variable: string) => string = (name) => name): string {
    const inner = (part: Index): string => (this.known(part) ? String(this.place(part)) : this.spelt(part, write));
    const operand = (part: Index): string => (part.op === "plus" && !this.known(part) ? `(${inner(part)})` : inner(part));
    switch (index.op) {
      case "var":
        return this.known(index) ? String(this.place(index)) : write(index.name);
      case "fixed":
        return String(index.value);
      case "plus": {
        const start = index.terms.filter((term) => this.known(term)).reduce((sum, term) => sum + this.place(term), 0);
        const running = index.terms.filter((term) => !this.known(term)).map(inner);
        return [...(start === 0 ? [] : [String(start)]), ...running].join(" + ");
      }
      case "minus":
        return `${operand(index.of)} − ${index.by}`;
      case "times":
        return `${index.by}·${operand(index.of)}`;
      case "quotient":
        return `⌊${operand(index.of)}/${index.by}⌋`;
      case "remainder":
        return `${operand(index.of)} mod ${index.by}`;
      case "lookup":
        return `${index.tensor}[${index.at.map(inner).join(", ")}]`;
    }
  }

  private standing(): number[] {
    return this.variables.map((variable) => variable.value ?? 0);
  }

  /** Every combination of the running variables, as values for the evaluator. */
  private assignments(): number[][] {
    let all: number[][] = [[]];
    for (const { value, extent } of this.variables) {
      const places = value === null ? Array.from({ length: extent }, (_, place) => place) : [value];
      all = all.flatMap((slots) => places.map((place) => [...slots, place]));
    }
    return all;
  }
}
