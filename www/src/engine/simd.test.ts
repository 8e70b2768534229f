/** Each build of the module, on the machines that can run it. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { draw } from "../trace/draw";
import { bestSimd, type Simd } from "./simd";
import type { AttentionRequest, AttentionResult } from "./types";

afterEach(() => void vi.restoreAllMocks());

const numbers = (stream: number, length: number) => Float32Array.from({ length }, (_, at) => draw(3, stream, at));

/** Sizes that are no multiple of a vector, a register tile or a tile of keys. */
const request: AttentionRequest = {
  q: numbers(0, 4 * 53 * 19),
  k: numbers(1, 2 * 261 * 19),
  v: numbers(2, 2 * 261 * 11),
  heads: 4, kvHeads: 2, qLen: 53, kvLen: 261, headDim: 19, valueDim: 11, causal: true,
};

/** The result on one build. A thread has one instance, so each build needs the script anew. */
async function resultOn(simd: Simd): Promise<{ simd: Simd; result: AttentionResult }> {
  vi.resetModules();
  const { compilePackage, openPackages } = await import("./package");
  const { sources } = await import("./files");
  const wasm = await openPackages(() => compilePackage(simd, sources), sources).kernels();
  const job = new wasm.AttentionJob(request);
  while (!job.advance());
  const result = job.finish() as AttentionResult;
  job.free();
  return { simd: wasm.about().simd, result };
}

const gap = (a: Float32Array, b: Float32Array) => Math.max(...a.map((cell, at) => Math.abs(cell - (b[at] ?? Number.NaN))));

const ORDER: readonly Simd[] = ["scalar", "simd128", "relaxed"];

describe("a build of the module", () => {
  it.each(ORDER)("computes on %s what the others do", async (simd) => {
    if (ORDER.indexOf(simd) > ORDER.indexOf(bestSimd())) {
      // This machine refuses the module, as its probe says.
      await expect(resultOn(simd)).rejects.toMatchObject({
        code: "engine-unavailable",
        cause: expect.any(WebAssembly.CompileError) as unknown,
      });
      return;
    }
    const [scalar, own] = [await resultOn("scalar"), await resultOn(simd)];
    expect(own.simd).toBe(simd);
    expect(gap(own.result.out, scalar.result.out)).toBeLessThan(1e-6);
    expect(gap(own.result.lse, scalar.result.lse)).toBeLessThan(1e-5);
  });
});

describe("bestSimd", () => {
  it.each<[Simd, number[]]>([["relaxed", [0]], ["simd128", [1]], ["scalar", []]])("is %s where the probes say so", (simd, valid) => {
    let probe = 0;
    vi.spyOn(WebAssembly, "validate").mockImplementation(() => valid.includes(probe++));
    expect(bestSimd()).toBe(simd);
  });

  it("finds simd128 in any Node that runs these tests", () => {
    expect(["simd128", "relaxed"]).toContain(bestSimd());
  });
});
