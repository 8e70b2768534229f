import { describe, expect, it } from "vitest";
import { createEngine } from "../../engine";
import { loadTrace } from "../../testing/trace";
import { largestDifference, requestOf } from "./check";

describe("the check of a trace", () => {
  it.each([
    ["grouped and causal", {}],
    ["without a mask", { causal: false }],
    ["at another temperature", { temperature: 0.3, heads: 8, kvHeads: 8, dModel: 64 }],
    ["with a head switched off, whose output stays", { headsOff: [1] }],
    ["of one word", { text: "keys" }],
  ])("finds rounding and no more: %s", async (_, change) => {
    const trace = await loadTrace(change);
    const engine = await createEngine({ backend: "cpu" });
    const { out } = await engine.attention(requestOf(trace));
    engine.dispose();
    const expected = trace.tensor("headOutputs").data;
    expect(largestDifference(out, expected)).toBeLessThan(2e-6);
    expect(largestDifference(out.map((value, at) => value + (at === 3 ? 0.5 : 0)), expected)).toBeCloseTo(0.5, 4);
  });

  it("knows no difference between arrays that can't be compared", () => {
    expect(largestDifference(Float32Array.of(1), Float32Array.of(1, 2))).toBeNaN();
    expect(largestDifference(Float32Array.of(Number.NaN), Float32Array.of(1))).toBeNaN();
  });
});
