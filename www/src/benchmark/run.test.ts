import { describe, expect, it } from "vitest";
import type { AttentionCase } from "./case";
import { naiveAttention } from "./naive";
import type { ContestantId, Measurement } from "./report";
import { runBenchmark, type Contestant } from "./run";
import type { Pace } from "./selection";

const small: AttentionCase = { kind: "attention", heads: 1, qLen: 8, kvLen: 8, headDim: 4, causal: false };
const pace: Pace = { warmUp: 0, rounds: 4, budget: 1000, longest: 500 };

/** Contestants on a clock of their own: each run takes `milliseconds` for each 256 FLOPs. */
function stage() {
  let time = 0;
  const runs: string[] = [];
  const open = new Set<string>();
  function contestant(id: ContestantId, milliseconds: number, change: (out: Float32Array) => Float32Array = (out) => out): Contestant {
    return {
      id,
      async solver(problem) {
        const key = `${id}/${problem.qLen}`;
        open.add(key);
        return {
          async run() {
            runs.push(id);
            time += milliseconds * (problem.qLen / 8) ** 2;
            return change(naiveAttention(problem));
          },
          dispose: () => void open.delete(key),
        };
      },
    };
  }
  return { contestant, runs, open, now: () => time };
}

async function measured(cases: readonly AttentionCase[], contestants: readonly Contestant[], now: () => number, how: Pace = pace) {
  const found: Measurement[] = [];
  const shares: number[] = [];
  await runBenchmark(cases, contestants, how, { measured: (one) => found.push(one), progress: (share) => shares.push(share) }, now);
  return { found, shares };
}

describe("a run", () => {
  it("warms each up, then lets them take turns", async () => {
    const { contestant, runs, open, now } = stage();
    const { found } = await measured([small], [contestant("javascript", 100), contestant("cpu-1", 50)], now);
    expect(runs).toEqual(["javascript", "javascript", "cpu-1", "cpu-1", ...Array.from({ length: 4 }, () => ["javascript", "cpu-1"]).flat()]);
    expect(found).toMatchObject([
      { contestant: "javascript", status: "right", samples: [100, 100, 100, 100], median: 100, scatter: 0 },
      { contestant: "cpu-1", status: "right", median: 50 },
    ]);
    expect(open.size).toBe(0);
  });

  it("takes fewer samples of a slow one, and leaves out what would take too long", async () => {
    const { contestant, now } = stage();
    const { found } = await measured([small, { ...small, qLen: 16, kvLen: 16 }], [contestant("javascript", 300)], now, { ...pace, rounds: 9 });
    expect(found).toMatchObject([
      { status: "right", samples: [300, 300, 300, 300] },
      { status: "skipped", reason: "left out: one run would take more than 0.5 s" },
    ]);
  });

  it("finds a wrong result, and what is not finite", async () => {
    const { contestant, now } = stage();
    const { found } = await measured([small], [
      contestant("cpu", 50, (out) => out.map((value) => value + 0.01)),
      contestant("webgpu", 50, (out) => out.fill(Number.NaN)),
    ], now);
    expect(found).toMatchObject([{ contestant: "cpu", status: "wrong" }, { contestant: "webgpu", status: "wrong", error: null }]);
    expect(found[0]).toHaveProperty("error", expect.closeTo(0.01, 5));
  });

  it("goes on without one that fails, at once or on the way, and frees what it held", async () => {
    const { contestant, open, now } = stage();
    let left = 4;
    const failing = contestant("webgpu", 50, (out) => {
      left -= 1;
      if (left === 0) throw new Error("the device was lost");
      return out;
    });
    const absent: Contestant = { id: "cpu", solver: () => Promise.reject(new Error("out of memory")) };
    const { found } = await measured([small], [absent, failing, contestant("cpu-1", 50)], now);
    expect(found).toMatchObject([
      { contestant: "cpu", status: "failed", reason: "out of memory" },
      { contestant: "webgpu", status: "failed", reason: "the device was lost" },
      { contestant: "cpu-1", status: "right" },
    ]);
    expect(open.size).toBe(0);
  });

  it("tells its progress from 0 to 1, never back", async () => {
    const { contestant, now } = stage();
    const { shares } = await measured([small, small], [contestant("javascript", 30), contestant("cpu-1", 20)], now);
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });
});
