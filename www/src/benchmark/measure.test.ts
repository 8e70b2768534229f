import { describe, expect, it } from "vitest";
import { measure } from "./measure";

/** A run that takes as long as the list says, the last entry for ever, on a clock of its own. */
function work(...durations: readonly number[]) {
  let time = 0;
  let runs = 0;
  const run = async () => {
    time += durations[Math.min(runs, durations.length - 1)] ?? 0;
    runs += 1;
    return runs;
  };
  return { run, now: () => time, runs: () => runs };
}

describe("measuring", () => {
  it("leaves the slow first runs out", async () => {
    const { run, now } = work(500, 50);
    const { samples } = await measure(run, { warmUp: 300, measure: 200 }, { now });
    expect(samples).toEqual([50, 50, 50, 50]);
  });

  it("groups runs that are shorter than the clock can tell", async () => {
    const { run, now, runs } = work(0.5);
    const { samples, result } = await measure(run, { warmUp: 10, measure: 100 }, { now });
    // 20 runs warm up, then 5 samples of 40 runs.
    expect(samples).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(runs()).toBe(20 + 200);
    expect(result).toBe(runs());
  });

  it("does what belongs before a sample outside its time", async () => {
    let time = 0;
    let done = 0;
    const run = async () => void (time += 50);
    const before = () => {
      time += 10;
      done += 1;
    };
    const { samples } = await measure(run, { warmUp: 100, measure: 200 }, { before, now: () => time });
    expect(samples).toEqual([50, 50, 50, 50]);
    expect(done).toBe(4);
  });

  it("takes other samples in the place of those that do not count", async () => {
    const { run, now } = work(50);
    let taken = 0;
    const counts = async () => ++taken % 2 === 0;
    const timing = await measure(run, { warmUp: 100, measure: 100 }, { counts, now });
    expect(timing.counted).toEqual([false, true, false, true, false, true]);
    expect(timing.samples).toHaveLength(6);
  });

  it("has patience for that, but not for ever", async () => {
    const { run, now } = work(50);
    const { counted } = await measure(run, { warmUp: 100, measure: 100 }, { counts: async () => false, now });
    expect(counted).toEqual(Array.from({ length: 12 }, () => false));
  });

  it("takes three samples of a run that outlasts the plan, and one of a very long run", async () => {
    const slow = work(1000);
    expect((await measure(slow.run, { warmUp: 100, measure: 500 }, { now: slow.now })).samples).toHaveLength(3);
    const endless = work(9000);
    expect((await measure(endless.run, { warmUp: 100, measure: 500 }, { now: endless.now })).samples).toHaveLength(1);
    expect(endless.runs()).toBe(2);
  });
});
