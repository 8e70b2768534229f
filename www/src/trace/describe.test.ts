import { describe as group, expect, it } from "vitest";
import {
  add, atMost, constant, divide, equal, expShifted, input, maximum, multiply, negativeInfinity, number, plus, quotient,
  read, remainder, subtract, sum, tensor, times, traceOf, withRule,
} from "../testing/rules";
import { derivationText, describe } from "./describe";
import { partsText } from "./parts";
import type { Expr } from "./generated/Expr";

const tokens = ["the", "keys", "to", "the", "cabinet"];
const given = (...vars: string[]) => ({ vars, body: input });
const qHeads = tensor("qHeads", "Q_h", "query", { head: 2, token: 5, dim: 2 }, given("h", "i", "d"),
  [0, 0, 0.31, -0.44, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
const kHeads = tensor("kHeads", "K_h", "key", { kvHead: 1, token: 5, dim: 2 }, given("h", "j", "d"),
  [0, 0, 0, 0, 0, 0, 0, 0, 1.2, -0.09]);
const scoresBody = sum("d", 2, multiply(read("qHeads", "h", "i", "d"), read("kHeads", quotient("h", 2), "j", "d")));
const scores = tensor("scores", "S", "score", { head: 2, query: 5, key: 5 }, { vars: ["h", "i", "j"], body: scoresBody },
  Array.from({ length: 50 }, (_, offset) => (offset === 9 ? 0.4116 : offset / 10)));
const reader = traceOf(tokens, [qHeads, kHeads, scores]);

/** Formula and substitution of one cell of a rule over the tensors above. */
function lines(body: Expr, index: readonly number[] = [0, 1, 4]): [string, string] {
  const axes = { head: 2, query: 5, key: 5 };
  const target = tensor("t", "T", "score", axes, { vars: ["h", "i", "j"], body }, Array.from({ length: 50 }, () => 0));
  const { formula, substitution } = describe(traceOf(tokens, [qHeads, kHeads, scores, target]), "t", index);
  return [partsText(formula), partsText(substitution)];
}

group("describe", () => {
  it("tells cell, rule, numbers and value of a contraction", () => {
    expect(derivationText(describe(reader, "scores", [0, 1, 4]))).toBe(
      "S[head 1, keys, cabinet] = Σ_d Q_1[keys, d] · K_1[cabinet, d] = 0.31 × 1.20 + (−0.44) × (−0.09) = 0.41",
    );
  });

  it("ties every number and symbol to its cells", () => {
    const { cell, formula, substitution, value } = describe(reader, "scores", [0, 1, 4]);
    expect(cell[0]).toEqual({ kind: "symbol", text: "S", tensor: "scores", cells: [9] });
    expect(formula.filter((part) => part.kind === "symbol").map((part) => [part.tensor, part.cells])).toEqual([
      ["qHeads", [2, 3]],
      ["kHeads", [8, 9]],
    ]);
    expect(substitution.filter((part) => part.kind === "number").map((part) => [part.tensor, part.cells])).toEqual([
      ["qHeads", [2]], ["kHeads", [8]], ["qHeads", [3]], ["kHeads", [9]],
    ]);
    expect(value).toEqual({ kind: "number", text: "0.41", tensor: "scores", cells: [9] });
  });

  it("tells a repeated word by its position", () => {
    expect(partsText(describe(reader, "scores", [1, 0, 3]).cell)).toBe("S[head 2, the (1), the (4)]");
  });

  it("says that a given cell is given", () => {
    const derivation = describe(reader, "qHeads", [0, 1, 0]);
    expect(derivation.given).toBe(true);
    expect(derivation.formula).toEqual([]);
    expect(derivationText(derivation)).toBe("Q_1[keys, 1] = 0.31, given");
  });

  it("shortens a long sum to its first terms and its last", () => {
    const [formula, numbers] = lines(sum("j", 10, number("j")));
    expect(formula).toBe("Σ_j j");
    expect(numbers).toBe("0 + 1 + 2 + … + 9");
    expect(lines(sum("d", 5, number("d")))[1]).toBe("0 + 1 + 2 + 3 + 4");
  });

  it("shortens nested sums more, and encloses sums in products", () => {
    const [formula, numbers] = lines(divide(sum("a", 6, sum("b", 6, add(number("a"), number("b")))), constant(36, "n^2")));
    expect(formula).toBe("(Σ_a Σ_b (a + b)) / n^2");
    expect(numbers).toBe("(0 + 0 + … + 0 + 5 + … + 5 + 0 + … + 5 + 5) / 36");
  });

  it("encloses a running sum as a factor, and signs that follow an operator", () => {
    const term = subtract(number("a"), constant(3));
    expect(lines(multiply(sum("a", 2, number("a")), constant(5)))).toEqual(["(Σ_a a) · 5", "(0 + 1) × 5"]);
    expect(lines(sum("a", 2, sum("b", 2, subtract(constant(-1), number("b")))))).toEqual([
      "Σ_a Σ_b (−1 − b)",
      "−1 − 0 + (−1) − 1 + (−1) − 0 + (−1) − 1",
    ]);
    expect(lines(sum("a", 2, multiply(term, term)))).toEqual(["Σ_a (a − 3)²", "(0 − 3)² + (1 − 3)²"]);
  });

  it("counts places from 1, running ones as well", () => {
    const shared = plus(times(quotient("c", 2), 2), remainder("c", 2));
    const [formula] = lines(sum("c", 4, multiply(read("kHeads", 0, "c", 1), read("kHeads", 0, shared, 1))));
    expect(formula).toBe("Σ_c K_1[c, 2] · K_1[2·⌊(c − 1)/2⌋ + (c − 1) mod 2 + 1, 2]");
  });

  it("names a tensor whose symbol is a sum in parentheses", () => {
    const total = tensor("residual", "X + Y", "stream", { token: 5 }, given("i"), [1, 2, 3, 4, 5]);
    expect(partsText(describe(traceOf(tokens, [total]), "residual", [1]).cell)).toBe("(X + Y)[keys]");
  });

  it("spells the condition on an index", () => {
    const odd = equal(number(remainder("j", 2)), constant(0), constant(7), constant(8));
    expect(lines(odd, [0, 0, 3])[0]).toBe("8, as 3 mod 2 ≠ 0");
  });

  it("writes a maximum over its terms", () => {
    const [formula, numbers] = lines(maximum("k", 5, read("scores", "h", "i", "k")));
    expect(formula).toBe("max_k S[head 1, keys, k]");
    expect(numbers).toBe("max(0.50, 0.60, 0.70, 0.80, 0.41)");
  });

  it("gives the reason for the branch that holds", () => {
    const body = atMost(number("j"), number("i"), read("scores", "h", "i", "j"), negativeInfinity);
    expect(lines(body, [0, 1, 4])).toEqual(["−∞, as cabinet (5) > keys (2)", ""]);
    expect(lines(body, [0, 3, 0])[0]).toBe("S[head 1, the (4), the (1)], as the (1) ≤ the (4)");
    const masked = equal(read("scores", "h", "i", "j"), constant(1), constant(2), constant(3));
    expect(lines(masked)[0]).toBe("3, as S[head 1, keys, cabinet] ≠ 1");
  });

  it("gives both branches when a running variable decides", () => {
    const [formula, numbers] = lines(sum("k", 3, atMost(number("k"), constant(0), constant(7), constant(8))));
    expect(formula).toBe("Σ_k (7 if k ≤ 0, else 8)");
    expect(numbers).toBe("7 + 8 + 8");
  });

  it("lights the part of a tensor that a running place passes over", () => {
    const body = sum("d", 2, read("scores", 0, 0, plus(times("h", 2), "d")));
    const target = withRule({ head: 2 }, { ...body }, [scores], tokens);
    const rule = { ...target.trace.tensors.at(-1)!, rule: { vars: ["h"], body } };
    const { formula } = describe(traceOf(tokens, [scores, rule]), "t", [1]);
    expect(partsText(formula)).toBe("Σ_d S[head 1, the (1), 2 + d]");
    expect(formula.find((part) => part.tensor === "scores")?.cells).toEqual([2, 3]);
  });

  it.each<[string, Expr, string, string]>([
    ["a softmax step", expShifted(constant(1.5), constant(-2)), "exp(1.50 − (−2))", "exp(1.50 − (−2))"],
    ["a difference of differences", subtract(constant(1), subtract(constant(2), constant(3))), "1 − (2 − 3)", "1 − (2 − 3)"],
    ["a quotient of products", divide(multiply(constant(2, "a"), constant(3, "b")), multiply(constant(4, "c"), constant(5, "e"))), "a · b / (c · e)", "2 × 3 / (4 × 5)"],
    ["a scale", multiply(read("scores", "h", "i", "j"), constant(0.5, "1/\\sqrt{d_k}")), "S[head 1, keys, cabinet] · 1/√d_k", "0.41 × 0.50"],
    ["an angle", { op: "sine", of: divide(number("i"), { op: "power", base: constant(10_000), exponent: constant(0.5) }) }, "sin(1 / 10000^(0.50))", "sin(1 / 10000^(0.50))"],
    ["a root", { op: "squareRoot", of: add(constant(1), constant(2)) }, "√(1 + 2)", "√(1 + 2)"],
    ["a draw", { op: "draw", seed: 7, stream: 1, counter: plus(times("i", 2), "j") }, "draw(seed 7, stream 1, number 6)", ""],
    ["a gather", read("scores", "h", "i", plus("j", -4)), "S[head 1, keys, the (1)]", ""],
  ])("writes %s", (_, body, formula, numbers) => {
    expect(lines(body)).toEqual([formula, numbers]);
  });
});
