import { describe, expect, it } from "vitest";
import type { AttentionCase } from "../../../../www/src/benchmark/case";
import { entryOf } from "../engines/catalog";
import type { Visit } from "../page/visit";
import type { Outcome } from "./rounds";
import { limitsOf, summarise } from "./summary";
import { table } from "./table";

const entry: AttentionCase = { kind: "attention", heads: 8, qLen: 256, kvLen: 256, headDim: 64, causal: false };

function outcome(id: string, visit: Visit, round = 1, quiet = true): Outcome {
  return { entry, engine: entryOf(id), round, quiet, visit };
}

function took(samples: readonly number[], error: number | null = 1e-7, limits = samples.map(() => 40)): Visit {
  return { status: "measured", version: "1.2.3", details: "", lanes: "simd128", samples, limits, alone: true, pace: 4, error };
}

describe("a summary", () => {
  it("takes the median over all rounds and compares with the engine of ours that is named", () => {
    const [summary] = summarise([
      outcome("headwise", took([2, 2, 50])), outcome("onnxruntime", took([5])),
      outcome("headwise", took([2]), 2), outcome("onnxruntime", took([7]), 2),
    ]);
    const [ours, theirs] = summary?.rows ?? [];
    expect(ours).toMatchObject({ status: "right", median: 2, ratios: [], busyRounds: 0 });
    expect(theirs).toMatchObject({ median: 6, ratios: [{ engine: "headwise", ratio: 3 }], busyRounds: 0 });
    // 4 n^2 d h FLOPs in 2 ms, of 40 GFLOP/s.
    expect(ours?.shareOfLimit).toBeCloseTo((4 * 256 ** 2 * 64 * 8) / 2e6 / 40, 12);
  });

  it("leaves busy rounds out where there are quiet ones, and compares only like with like", () => {
    const [summary] = summarise([
      outcome("headwise", took([2])), outcome("headwise", took([9]), 2, false),
      outcome("onnxruntime", took([6]), 1, false), outcome("onnxruntime", took([8]), 2, false), outcome("tfjs", took([10])),
    ]);
    expect(summary?.rows).toMatchObject([
      { quiet: true, median: 2, busyRounds: 1 },
      { quiet: false, median: 7, busyRounds: 2, ratios: [] },
      { quiet: true, median: 10, ratios: [{ engine: "headwise", ratio: 5 }] },
    ]);
  });

  it("compares each sample with the limit measured beside it", () => {
    // A core that slows down to a half slows the limit, too.
    const outcomes = [outcome("headwise", took([2, 4, 4], 1e-7, [40, 20, 20]))];
    expect(summarise(outcomes)[0]?.rows[0]?.shareOfLimit).toBeCloseTo((4 * 256 ** 2 * 64 * 8) / 2e6 / 40, 12);
    expect(limitsOf(outcomes)).toEqual({ simd128: 20, relaxed: null });
  });

  it("shares the limit out among threads", () => {
    const [summary] = summarise([outcome("onnxruntime-2", took([2])), outcome("onnxruntime", took([2]))]);
    const [two, one] = summary?.rows ?? [];
    expect(one?.shareOfLimit).toBeCloseTo(2 * (two?.shareOfLimit ?? 0), 12);
  });

  it.each([["far off", 0.05], ["not finite", null]])("calls a peer wrong that is %s in any round, and compares nothing with it", (_, error) => {
    const [summary] = summarise([outcome("headwise", took([2])), outcome("tfjs", took([1])), outcome("tfjs", took([1], error), 2)]);
    expect(summary?.rows[1]).toMatchObject({ status: "wrong", error, ratios: [] });
  });

  it("keeps the reason for what could not be measured", () => {
    const [summary] = summarise([outcome("jax-webgpu", { status: "unavailable", reason: "no WebGPU adapter" })]);
    expect(summary?.rows[0]).toMatchObject({ status: "unavailable", reason: "no WebGPU adapter", median: null });
  });
});

it("prints a table", () => {
  const outcomes = [
    outcome("headwise", took([2, 2]), 1, false), outcome("onnxruntime", took([6, 6]), 1, false), outcome("tfjs", took([1], 0.05)),
    outcome("jax", { status: "failed", reason: `out of memory${" and more".repeat(20)}\nat 1` }),
  ];
  expect(table(summarise(outcomes), limitsOf(outcomes))).toBe([
    "attention n=256 d=64 h=8 full",
    "  engine                       median    scatter  rate          of limit  error   Headwise is",
    "  Headwise, 1 thread           2.000 ms  0% busy  67.1 GFLOP/s  168%      1.0e-7",
    "  onnxruntime-web, 1 thread    6.000 ms  0% busy  22.4 GFLOP/s  56%       1.0e-7  3.00x as fast (headwise)",
    "  tfjs wasm, a head at a time  1.000 ms  0%       WRONG                   5.0e-2",
    `  jax-js wasm, 1 thread        failed: out of memory${" and more".repeat(9)} and …`,
    "",
    "limit of one core, in registers: multiply and add 40.0 GFLOP/s; relaxed fused not measured",
  ].join("\n"));
});
