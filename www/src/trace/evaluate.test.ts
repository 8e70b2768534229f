import { describe, expect, it } from "vitest";
import {
  add, atMost, constant, divide, equal, expShifted, input, lookup, maximum, multiply, negativeInfinity, number, plus,
  quotient, read, remainder, subtract, sum, tensor, times, traceOf, withRule, logarithm, minus,
} from "../testing/rules";
import { draw } from "./draw";
import { evaluate } from "./evaluate";
import type { Expr } from "./generated/Expr";

const given = { vars: ["i", "c"], body: input };
const table = tensor("table", "B", "parameter", { token: 3, model: 2 }, given, [1, 2, 3, -4, 5, 0.5]);
const words = tensor("words", "w", "mask", { token: 3 }, { vars: ["i"], body: input }, [2, 0, 1]);

/** The value at [i, j] of a rule over both tables. */
function at(body: Expr, i: number, j: number): number {
  return evaluate(withRule({ i: 6, j: 6 }, body, [table, words]), "t", [i, j]);
}

describe("evaluate", () => {
  it.each<[string, Expr, number]>([
    ["constant", constant(2.5, "s"), 2.5],
    ["number", number("j"), 1],
    ["read", read("table", "i", "j"), 0.5],
    ["add", add(constant(1), constant(2), constant(4)), 7],
    ["multiply", multiply(constant(3), number("i"), constant(-2)), -12],
    ["subtract", subtract(number("i"), constant(5)), -3],
    ["divide", divide(constant(3), number("i")), 1.5],
    ["square root", { op: "squareRoot", of: constant(9) }, 3],
    ["tanh", { op: "tanh", of: constant(0.5) }, Math.tanh(0.5)],
    ["round", { op: "round", of: constant(2.4999) }, 2],
    ["round, a half", { op: "round", of: constant(2.5) }, 3],
    ["round, a half below 0", { op: "round", of: constant(-2.5) }, -3],
    ["logarithm", logarithm(constant(8)), Math.log(8)],
    ["logarithm of nothing", logarithm(constant(0)), -Infinity],
    ["sine", { op: "sine", of: number("i") }, Math.sin(2)],
    ["cosine", { op: "cosine", of: number("i") }, Math.cos(2)],
    ["power", { op: "power", base: constant(10_000), exponent: constant(0.5) }, 100],
    ["sum", sum("d", 3, read("table", "d", "j")), -1.5],
    ["sum over an extent that depends on the cell", sum("d", plus("j", 1), read("table", "d", 0)), 4],
    ["maximum", maximum("d", 3, read("table", "d", "j")), 2],
    ["at most", atMost(number("j"), number("i"), constant(1), constant(0)), 1],
    ["equal", equal(number("j"), number("i"), constant(1), constant(0)), 0],
    ["minus infinity", negativeInfinity, -Infinity],
    ["draw", { op: "draw", seed: 7, stream: 1, counter: plus(times("i", 2), "j") }, draw(7, 1, 5)],
  ])("%s", (_, body, value) => {
    expect(at(body, 2, 1)).toBeCloseTo(value, 14);
  });

  it("computes indices in whole numbers", () => {
    expect(at(number(plus(times("i", 2), "j", 1)), 2, 1)).toBe(6);
    expect(at(number(minus("i", 2)), 5, 0)).toBe(3);
    expect(() => at(number(minus("i", 6)), 5, 0)).toThrow("falls below 0");
    expect(at(number(quotient("i", 2)), 5, 0)).toBe(2);
    expect(at(number(remainder("i", 3)), 5, 0)).toBe(2);
    expect(at(read("table", lookup("words", "i"), "j"), 0, 1)).toBe(0.5);
  });

  it("gives 0 for a division by 0 and for the exponential of a masked score", () => {
    expect(at(divide(constant(3), constant(0)), 0, 0)).toBe(0);
    expect(at(expShifted(negativeInfinity, negativeInfinity), 0, 0)).toBe(0);
    expect(at(expShifted(constant(1), constant(3)), 0, 0)).toBe(Math.exp(-2));
  });

  it("gives 0 for an empty sum and minus infinity for an empty maximum", () => {
    expect(at(sum("d", 0, constant(1)), 0, 0)).toBe(0);
    expect(at(maximum("d", 0, constant(1)), 0, 0)).toBe(-Infinity);
  });

  it("lets an inner sum shadow an outer variable", () => {
    expect(at(sum("d", 3, sum("d", 2, number("d"))), 0, 0)).toBe(3);
    expect(at(sum("d", 3, multiply(number("d"), sum("e", 2, number("e")))), 0, 0)).toBe(3);
  });

  it("reads only the branch that holds", () => {
    const body = atMost(number("j"), number("i"), constant(1), read("table", 99, 0));
    expect(at(body, 1, 0)).toBe(1);
    expect(() => at(body, 0, 1)).toThrow("outside tensor table");
  });

  it("returns a given cell as it is", () => {
    expect(evaluate(traceOf([], [table]), "table", [1, 1])).toBe(-4);
  });

  it("refuses unknown tensors, unknown variables and cells outside", () => {
    expect(() => at(read("missing", 0), 0, 0)).toThrow("no tensor missing");
    expect(() => at(number("z"), 0, 0)).toThrow("the rule has no variable z");
    expect(() => at(constant(1), 6, 0)).toThrow("outside tensor t");
  });
});
