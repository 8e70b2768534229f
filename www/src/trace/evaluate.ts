/**
 * The rule evaluator: what a cell should hold, computed in f64 from the cells that its rule reads.
 *
 * A rule is turned into closures once, with its index variables in numbered slots, because a trace
 * has tens of thousands of cells and a walk over the tree for each would look up names each time.
 */
import { draw } from "./draw";
import type { Expr } from "./generated/Expr";
import type { Index } from "./generated/Index";
import type { TensorReader, TraceReader } from "./reader";

/** Told of every cell that an evaluation reads, as a row-major offset. */
export type Visitor = (tensor: TensorReader, offset: number) => void;

/** The value of index variables, by slot. */
export type Slots = number[];
type Compiled = (slots: Slots) => number;

/**
 * The value that the tensor's rule gives for one cell. A given cell (rule `input`) is its own value.
 * @throws Error when the rule names a tensor or variable that does not exist or reads outside a tensor.
 */
export function evaluate(reader: TraceReader, tensor: string, index: readonly number[]): number {
  return evaluator(reader, tensor)(index);
}

/** {@link evaluate} for many cells of one tensor: the rule is prepared once. */
export function evaluator(
  reader: TraceReader,
  tensor: string,
  visit?: Visitor,
): (index: readonly number[]) => number {
  const target = reader.tensor(tensor);
  const { vars, body } = target.rule;
  if (vars.length !== target.shape.length) {
    throw new Error(`the rule of ${tensor} has ${vars.length} variables for ${target.shape.length} axes`);
  }
  if (body.op === "input") return (index) => target.at(index);
  const run = new Compiler(reader, visit).expr(body, vars);
  return (index) => {
    target.offset(index);
    return run([...index]);
  };
}

/** The whole number that an index gives; `vars` name the slots. */
export function evaluateIndex(reader: TraceReader, index: Index, vars: readonly string[], slots: Slots): number {
  return new Compiler(reader).index(index, vars)(slots);
}

/** The number that a part of a rule gives; `vars` name the slots. */
export function evaluateExpr(reader: TraceReader, expr: Expr, vars: readonly string[], slots: Slots): number {
  return new Compiler(reader).expr(expr, vars)([...slots]);
}

class Compiler {
  constructor(
    private readonly reader: TraceReader,
    private readonly visit?: Visitor,
  ) {}

  expr(expr: Expr, vars: readonly string[]): Compiled {
    const of = (inner: Expr) => this.expr(inner, vars);
    switch (expr.op) {
      case "input":
        throw new Error("a rule that is given has no parts");
      case "constant":
        return () => expr.value;
      case "negativeInfinity":
        return () => -Infinity;
      case "number":
        return this.index(expr.index, vars);
      case "read":
        return this.read(expr.tensor, expr.at, vars);
      case "add":
        return fold(expr.terms.map(of), 0, (a, b) => a + b);
      case "multiply":
        return fold(expr.factors.map(of), 1, (a, b) => a * b);
      case "subtract":
        return pair(of(expr.left), of(expr.right), (a, b) => a - b);
      case "divide":
        return pair(of(expr.left), of(expr.right), (a, b) => (b === 0 ? 0 : a / b));
      case "expShifted":
        return pair(of(expr.of), of(expr.shift), (a, b) => (a === -Infinity ? 0 : Math.exp(a - b)));
      case "power":
        return pair(of(expr.base), of(expr.exponent), (a, b) => a ** b);
      case "squareRoot":
        return after(of(expr.of), Math.sqrt);
      case "logarithm":
        return after(of(expr.of), Math.log);
      case "tanh":
        return after(of(expr.of), Math.tanh);
      case "round":
        // Halves away from 0, where Math.round takes them up.
        return after(of(expr.of), (value) => Math.sign(value) * Math.round(Math.abs(value)));
      case "sine":
        return after(of(expr.of), Math.sin);
      case "cosine":
        return after(of(expr.of), Math.cos);
      case "sum":
        return this.reduce(expr, vars, 0, (a, b) => a + b);
      case "maximum":
        return this.reduce(expr, vars, -Infinity, Math.max);
      case "select": {
        const [left, right, then, otherwise] = [of(expr.left), of(expr.right), of(expr.then), of(expr.otherwise)];
        const holds = comparison(expr.is);
        return (slots) => (holds(left(slots), right(slots)) ? then(slots) : otherwise(slots));
      }
      case "draw": {
        const counter = this.index(expr.counter, vars);
        return (slots) => draw(expr.seed, expr.stream, counter(slots));
      }
    }
  }

  index(index: Index, vars: readonly string[]): Compiled {
    switch (index.op) {
      case "var": {
        const slot = vars.lastIndexOf(index.name);
        if (slot < 0) throw new Error(`the rule has no variable ${index.name}`);
        return (slots) => slots[slot] as number;
      }
      case "fixed":
        return () => index.value;
      case "plus":
        return fold(index.terms.map((term) => this.index(term, vars)), 0, (a, b) => a + b);
      case "minus":
        return after(this.index(index.of, vars), (value) => {
          if (value < index.by) throw new Error("an index falls below 0");
          return value - index.by;
        });
      case "times":
        return after(this.index(index.of, vars), (value) => value * index.by);
      case "quotient":
        return after(this.index(index.of, vars), (value) => Math.floor(value / index.by));
      case "remainder":
        return after(this.index(index.of, vars), (value) => value % index.by);
      case "lookup":
        return this.read(index.tensor, index.at, vars);
    }
  }

  private read(name: string, at: readonly Index[], vars: readonly string[]): Compiled {
    const tensor = this.reader.tensor(name);
    const places = at.map((place) => this.index(place, vars));
    const visit = this.visit;
    return (slots) => {
      const offset = tensor.offset(places.map((place) => place(slots)));
      visit?.(tensor, offset);
      return tensor.data[offset] as number;
    };
  }

  private reduce(
    { var: name, extent, body }: Extract<Expr, { op: "sum" | "maximum" }>,
    vars: readonly string[],
    start: number,
    combine: (a: number, b: number) => number,
  ): Compiled {
    const slot = vars.length;
    const count = this.index(extent, vars);
    const inner = this.expr(body, [...vars, name]);
    return (slots) => {
      const end = count(slots);
      let value = start;
      for (let place = 0; place < end; place++) {
        slots[slot] = place;
        value = combine(value, inner(slots));
      }
      return value;
    };
  }
}

/** The condition of a `select`. */
export function comparison(is: Extract<Expr, { op: "select" }>["is"]): (left: number, right: number) => boolean {
  return is === "atMost" ? (left, right) => left <= right : (left, right) => left === right;
}

function fold(parts: readonly Compiled[], start: number, combine: (a: number, b: number) => number): Compiled {
  return (slots) => {
    let value = start;
    for (const part of parts) value = combine(value, part(slots));
    return value;
  };
}

function pair(left: Compiled, right: Compiled, combine: (a: number, b: number) => number): Compiled {
  return (slots) => combine(left(slots), right(slots));
}

function after(inner: Compiled, apply: (value: number) => number): Compiled {
  return (slots) => apply(inner(slots));
}
