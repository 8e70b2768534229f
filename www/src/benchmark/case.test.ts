import { describe, expect, it } from "vitest";
import { cacheBytes, familyOf, flops, nameOf, rate, type AttentionCase } from "./case";

const full: AttentionCase = { kind: "attention", heads: 8, qLen: 1024, kvLen: 1024, headDim: 64, causal: false };
const decode: AttentionCase = { ...full, qLen: 1, kvLen: 8192 };

describe("a case", () => {
  it("has a family and a name that tell it from the others", () => {
    const cases = [full, { ...full, causal: true }, decode, { kind: "projection", rows: 8, dIn: 4, dOut: 2 } as const];
    expect(cases.map(familyOf)).toEqual(["full", "causal", "decode", "projection"]);
    expect(new Set(cases.map(nameOf)).size).toBe(cases.length);
  });

  it("counts 4 n^2 d h for attention, and only the pairs that a causal mask leaves", () => {
    expect(flops(full)).toBe(4 * 1024 ** 2 * 64 * 8);
    expect(flops({ ...full, causal: true })).toBe(4 * ((1024 * 1025) / 2) * 64 * 8);
    expect(flops({ kind: "projection", rows: 3, dIn: 4, dOut: 5 })).toBe(120);
  });

  it("rates matrices by arithmetic and a decode step by bytes", () => {
    expect(rate(full, 100)).toEqual({ amount: flops(full) / 1e8, unit: "GFLOP/s" });
    expect(cacheBytes(decode)).toBe(2 * 8 * 8192 * 64 * 4);
    expect(rate(decode, 1)).toEqual({ amount: cacheBytes(decode) / 1e6, unit: "GB/s" });
  });
});
