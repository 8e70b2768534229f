import { describe, expect, it } from "vitest";
import { Pace, reading } from "./pace";

/** Rounds that take as long as the lists say, one core to an entry. */
function pace(best: number, ...rounds: readonly (readonly number[])[]) {
  let at = 0;
  return new Pace(async () => rounds[at++] ?? [1], best);
}

/** Takes a sample, and says whether it was alone. */
async function sample(on: Pace): Promise<boolean> {
  await on.begin();
  return on.wasAlone();
}

describe("the pace of the cores", () => {
  it("is theirs alone near the best that was seen", async () => {
    expect(await sample(pace(Infinity, [4.2, 4], [4.1, 4.4]))).toBe(true);
  });

  it("is shared where one of them is slow before a sample or after it", async () => {
    expect(await sample(pace(Infinity, [4, 4], [4, 5.5]))).toBe(false);
    expect(await sample(pace(Infinity, [5.5, 4], [4, 4]))).toBe(false);
  });

  it("is held against the best of pages before, and improves on it", async () => {
    const slow = pace(4, [5.5], [5.5], [3.9], [3.9]);
    expect(await sample(slow)).toBe(false);
    expect(await sample(slow)).toBe(true);
    expect(slow.best).toBe(3.9);
  });

  it("is timed by work that is done", () => {
    expect(reading()).toBeGreaterThan(0);
    expect(reading()).toBeLessThan(10_000);
  });
});
