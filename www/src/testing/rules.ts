/** Short words for writing rules and tensors by hand in tests. */
import type { Expr } from "../trace/generated/Expr";
import type { Index } from "../trace/generated/Index";
import type { Role } from "../trace/generated/Role";
import type { Tensor } from "../trace/generated/Tensor";
import { TraceReader } from "../trace/reader";

/** A variable for a string, a fixed place for a number. */
export type Place = Index | string | number;

export function place(at: Place): Index {
  if (typeof at === "string") return { op: "var", name: at };
  return typeof at === "number" ? { op: "fixed", value: at } : at;
}

export const plus = (...terms: readonly Place[]): Index => ({ op: "plus", terms: terms.map(place) });
export const minus = (of: Place, by: number): Index => ({ op: "minus", of: place(of), by });
export const times = (of: Place, by: number): Index => ({ op: "times", of: place(of), by });
export const quotient = (of: Place, by: number): Index => ({ op: "quotient", of: place(of), by });
export const remainder = (of: Place, by: number): Index => ({ op: "remainder", of: place(of), by });
export const lookup = (tensor: string, ...at: readonly Place[]): Index => ({ op: "lookup", tensor, at: at.map(place) });

export const read = (tensor: string, ...at: readonly Place[]): Expr => ({ op: "read", tensor, at: at.map(place) });
export const constant = (value: number, symbol = ""): Expr => ({ op: "constant", value, symbol });
export const number = (index: Place): Expr => ({ op: "number", index: place(index) });
export const add = (...terms: Expr[]): Expr => ({ op: "add", terms });
export const multiply = (...factors: Expr[]): Expr => ({ op: "multiply", factors });
export const subtract = (left: Expr, right: Expr): Expr => ({ op: "subtract", left, right });
export const divide = (left: Expr, right: Expr): Expr => ({ op: "divide", left, right });
export const expShifted = (of: Expr, shift: Expr): Expr => ({ op: "expShifted", of, shift });
export const logarithm = (of: Expr): Expr => ({ op: "logarithm", of });
export const sum = (name: string, extent: Place, body: Expr): Expr => ({ op: "sum", var: name, extent: place(extent), body });
export const maximum = (name: string, extent: Place, body: Expr): Expr => ({ op: "maximum", var: name, extent: place(extent), body });
export const atMost = (left: Expr, right: Expr, then: Expr, otherwise: Expr): Expr => ({
  op: "select", left, is: "atMost", right, then, otherwise,
});
export const equal = (left: Expr, right: Expr, then: Expr, otherwise: Expr): Expr => ({
  op: "select", left, is: "equal", right, then, otherwise,
});
export const input: Expr = { op: "input" };
export const negativeInfinity: Expr = { op: "negativeInfinity" };

/** A tensor with axes as `{ name: extent }` and its cells row-major. */
export function tensor(
  name: string,
  symbol: string,
  role: Role,
  axes: Readonly<Record<string, number>>,
  rule: { readonly vars: string[]; readonly body: Expr },
  data: readonly number[],
): Tensor {
  return {
    name,
    symbol,
    role,
    axes: Object.entries(axes).map(([axis, extent]) => ({ name: axis, extent })),
    rule,
    data: Float32Array.from(data),
  };
}

/** A trace of these tensors alone. */
export function traceOf(tokens: readonly string[], tensors: readonly Tensor[]): TraceReader {
  return new TraceReader({ version: 1, tokens: [...tokens], facts: [], tensors: [...tensors], steps: [] });
}

/** A tensor named `t` with that rule, in a trace with the given others: for trying one rule. */
export function withRule(vars: Readonly<Record<string, number>>, body: Expr, others: readonly Tensor[], tokens: readonly string[] = []): TraceReader {
  const size = Object.values(vars).reduce((product, extent) => product * extent, 1);
  const cells = Array.from({ length: size }, () => 0);
  return traceOf(tokens, [...others, tensor("t", "T", "score", vars, { vars: Object.keys(vars), body }, cells)]);
}
