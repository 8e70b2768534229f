/**
 * A rule written out at one cell.
 *
 * Two notations of the same tree: with symbols, `Σ_d Q_2[keys, d] · K_2[cabinet, d]`, and with the
 * numbers in those cells, `0.31 × 1.20 + (−0.44) × 0.09 + … + 0.08 × 0.50`.
 */
import { comparison } from "./evaluate";
import { formatNumber } from "./format";
import type { Expr } from "./generated/Expr";
import type { Index } from "./generated/Index";
import { cellParts, constantParts, interleave, textPart as text, type Part } from "./parts";
import { isTokenAxis, placeLabel, positionedToken } from "./places";
import type { Scope } from "./scope";

export type Notation = "symbols" | "numbers";

/** How tightly an expression holds together, for parentheses. */
const SUM = 1;
/** `Σ_d a · b`: holds as a term or as the body of another, but not as a factor. */
const REDUCTION = 2;
const PRODUCT = 3;
const ATOM = 4;

interface Written {
  readonly parts: readonly Part[];
  readonly binding: number;
}

/** Terms of a sum written out before the ellipsis: fewer where sums stand in sums. */
const TERMS_SHOWN = 3;
const TERMS_SHOWN_NESTED = 1;

/**
 * Writes an expression.
 * @param axes Axis names of the rule's own variables, so that a bare position is named by its token.
 */
export function writeFormula(expr: Expr, scope: Scope, notation: Notation, axes: ReadonlyMap<string, string>): readonly Part[] {
  return new Writer(notation === "symbols", axes).expr(expr, scope).parts;
}

class Writer {
  constructor(
    private readonly symbolic: boolean,
    private readonly axes: ReadonlyMap<string, string>,
  ) {}

  expr(expr: Expr, scope: Scope): Written {
    const parts = (inner: Expr) => this.expr(inner, scope).parts;
    const inner = (operand: Expr, least: number) => enclose(this.expr(operand, scope), least, true);
    switch (expr.op) {
      case "input":
        return atom(text("given"));
      case "constant": {
        if (!this.symbolic || expr.symbol === "") return number(expr.value);
        return { parts: constantParts(expr.symbol), binding: expr.symbol.includes("/") ? PRODUCT : ATOM };
      }
      case "negativeInfinity":
        return number(-Infinity);
      case "number":
        return scope.known(expr.index) ? number(scope.place(expr.index)) : atom(text(scope.text(expr.index)));
      case "read":
        return this.read(expr.tensor, expr.at, scope);
      case "add":
        return join(expr.terms.map((term) => this.expr(term, scope)), " + ", SUM);
      case "multiply":
        if (isSquare(expr.factors)) return atom(...inner(expr.factors[0] as Expr, ATOM), text("²"));
        return join(expr.factors.map((factor) => this.expr(factor, scope)), this.symbolic ? " · " : " × ", PRODUCT);
      case "subtract":
        return { parts: [...parts(expr.left), text(" − "), ...inner(expr.right, PRODUCT)], binding: SUM };
      case "divide":
        return { parts: [...inner(expr.left, PRODUCT), text(" / "), ...inner(expr.right, ATOM)], binding: PRODUCT };
      case "expShifted":
        return call("exp", [...parts(expr.of), text(" − "), ...inner(expr.shift, PRODUCT)]);
      case "squareRoot":
        return call("√", parts(expr.of));
      case "logarithm":
        return call("ln", parts(expr.of));
      case "tanh":
        return call("tanh", parts(expr.of));
      case "round":
        return call("round", parts(expr.of));
      case "sine":
        return call("sin", parts(expr.of));
      case "cosine":
        return call("cos", parts(expr.of));
      case "power":
        return atom(...inner(expr.base, ATOM), text("^("), ...parts(expr.exponent), text(")"));
      case "sum":
      case "maximum":
        return this.symbolic ? this.reductionSign(expr, scope) : this.reductionTerms(expr, scope);
      case "select":
        return this.select(expr, scope);
      case "draw": {
        if (!this.symbolic) return number(scope.value(expr));
        return atom(text(`draw(seed ${expr.seed}, stream ${expr.stream}, number ${scope.text(expr.counter)})`));
      }
    }
  }

  private read(name: string, at: readonly Index[], scope: Scope): Written {
    const tensor = scope.reader.tensor(name);
    const cells = scope.cells(name, at);
    if (!this.symbolic) {
      const value = tensor.data[cells[0] as number] as number;
      return atom({ kind: "number", text: formatNumber(value), tensor: name, cells });
    }
    const places = at.map((index, axis) => {
      if (!scope.known(index)) return { label: scope.placeText(index), place: null };
      const place = scope.place(index);
      return { label: placeLabel(scope.reader, tensor.axes[axis]?.name ?? "", place), place };
    });
    return atom(...cellParts(tensor, places, cells));
  }

  /** `Σ_d body` or `max_j body`. */
  private reductionSign(expr: Extract<Expr, { op: "sum" | "maximum" }>, scope: Scope): Written {
    const body = this.expr(expr.body, scope.over(expr.var, scope.place(expr.extent)));
    const sign: Part = { kind: "text", text: expr.op === "sum" ? "Σ" : "max", sub: expr.var };
    return { parts: [sign, text(" "), ...enclose(body, REDUCTION, false)], binding: REDUCTION };
  }

  /** The first terms, an ellipsis and the last. */
  private reductionTerms(expr: Extract<Expr, { op: "sum" | "maximum" }>, scope: Scope): Written {
    const sum = expr.op === "sum";
    const count = scope.place(expr.extent);
    if (count === 0) return number(sum ? 0 : -Infinity);
    const nested = scope.depth > 0 || expr.body.op === "sum" || expr.body.op === "maximum";
    const shown = nested ? TERMS_SHOWN_NESTED : TERMS_SHOWN;
    // An ellipsis that stands for one term saves nothing.
    const whole = count <= shown + 2;
    const places = Array.from({ length: count }, (_, place) => place);
    const terms = places
      .filter((place) => whole || place < shown || place === count - 1)
      .map((place) => this.expr(expr.body, scope.at(expr.var, place)));
    if (!whole) terms.splice(-1, 0, atom(text("…")));
    if (sum) return join(terms, " + ", SUM);
    return call("max", interleave(terms.map((term) => term.parts), ", "));
  }

  /** The branch that holds at this cell, and why; both when a running variable decides. */
  private select(expr: Extract<Expr, { op: "select" }>, scope: Scope): Written {
    const side = (of: Expr) => this.conditionSide(of, scope);
    const [yes, no] = expr.is === "atMost" ? [" ≤ ", " > "] : [" = ", " ≠ "];
    if (!scope.settled(expr.left) || !scope.settled(expr.right)) {
      const [then, otherwise] = [this.expr(expr.then, scope), this.expr(expr.otherwise, scope)];
      const condition = [...side(expr.left), text(yes), ...side(expr.right)];
      return atom(text("("), ...then.parts, text(" if "), ...condition, text(", else "), ...otherwise.parts, text(")"));
    }
    const holds = comparison(expr.is)(scope.value(expr.left), scope.value(expr.right));
    const taken = this.expr(holds ? expr.then : expr.otherwise, scope);
    if (!this.symbolic) return taken;
    const condition = [...side(expr.left), text(holds ? yes : no), ...side(expr.right)];
    return { parts: [...taken.parts, text(", as "), ...condition], binding: SUM };
  }

  /** A side of a comparison. A position is named by its token, `cabinet (5)`; other indices are spelt: `3 mod 2`. */
  private conditionSide(expr: Expr, scope: Scope): readonly Part[] {
    if (expr.op !== "number" || !scope.known(expr.index)) return this.expr(expr, scope).parts;
    const axis = expr.index.op === "var" ? this.axes.get(expr.index.name) : undefined;
    if (!isTokenAxis(axis ?? "")) return [text(scope.spelt(expr.index))];
    return [text(positionedToken(scope.reader, scope.place(expr.index)))];
  }
}

/** Whether a product is something times itself. */
function isSquare(factors: readonly Expr[]): boolean {
  const [first, second, ...others] = factors.map((factor) => JSON.stringify(factor));
  return first !== undefined && first === second && others.length === 0;
}

function atom(...parts: readonly Part[]): Written {
  return { parts, binding: ATOM };
}

function number(value: number): Written {
  return atom({ kind: "number", text: formatNumber(value) });
}

function call(name: string, argument: readonly Part[]): Written {
  return atom(text(`${name}(`), ...argument, text(")"));
}

/** In parentheses where it would bind too loosely, or where its sign would follow an operator. */
function enclose({ parts, binding }: Written, least: number, signed: boolean): readonly Part[] {
  const [first, ...rest] = parts;
  const negative = signed && first?.kind === "number" && first.text.startsWith("−");
  if (binding < least || (negative && rest.length === 0)) return [text("("), ...parts, text(")")];
  // A sum that is written on into another sum: only its first term meets the operator.
  return negative && binding === SUM ? [text("("), first, text(")"), ...rest] : parts;
}

function join(operands: readonly Written[], sign: string, binding: number): Written {
  const [only, ...others] = operands;
  if (only && others.length === 0) return only;
  // A negative factor is enclosed even in front, so that its sign never reads as a subtraction.
  const parts = operands.map((operand, at) => enclose(operand, binding, at > 0 || binding === PRODUCT));
  return { parts: interleave(parts, sign), binding };
}
