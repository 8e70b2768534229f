import { describe, expect, it } from "vitest";
import type { AttentionCase } from "./case";
import { naiveAttention } from "./naive";
import { problemOf, type AttentionProblem } from "./problem";
import { expectedOf, largestError } from "./reference";

const base: AttentionCase = { kind: "attention", heads: 2, qLen: 33, kvLen: 33, headDim: 12, causal: false };
const problem = (change: Partial<AttentionCase>) => problemOf({ ...base, ...change }) as AttentionProblem;

describe("attention in plain loops", () => {
  it.each([
    ["full", {}],
    ["causal", { causal: true }],
    ["one query, as in decoding", { qLen: 1, kvLen: 70 }],
    ["one key", { qLen: 1, kvLen: 1 }],
  ])("agrees with float64: %s", (_, change) => {
    const given = problem(change);
    expect(largestError(expectedOf(given), naiveAttention(given))).toBeLessThan(1e-6);
  });

  it("keeps its head where scores are large", () => {
    const given = problem({});
    given.headsFirst.q.forEach((value, at) => (given.headsFirst.q[at] = value * 1000));
    expect(largestError(expectedOf(given), naiveAttention(given))).toBeLessThan(1e-4);
  });
});
