import { describe, expect, it } from "vitest";
import type { HeadReading } from "./reading";
import { largest, rowOf } from "./reading";
import { followed, scoreOf } from "./relations";

/** Two heads of one layer over three tokens: the first looks at itself, the second at the first token. */
const reading: HeadReading = {
  layers: 1, heads: 2, tokens: ["<begin>", "dogs", "run"], next: [], dropped: 0,
  weights: new Float32Array([1, 0, 0, 0, 1, 0, 0.1, 0.2, 0.7, 1, 0, 0, 1, 0, 0, 0.6, 0.4, 0]),
  gold: [
    { kind: "verb-subject", asked: "token", row: 2, keys: [1] },
    { kind: "verb-subject", asked: "before", row: 1, keys: [1] },
    { kind: "determiner-noun", asked: "token", row: 2, keys: [0] },
  ],
};

describe("what a head follows", () => {
  it("takes the row of its head and query", () => {
    expect([...rowOf(reading, { layer: 0, head: 1 }, 2)].map((weight) => Math.round(10 * weight))).toEqual([6, 4, 0]);
    expect(largest([0.2, 0.4, 0.4])).toBe(1);
  });

  it("compares the largest weight with the gold keys of that relation, asked in that way", () => {
    const [first, second] = [{ layer: 0, head: 0 }, { layer: 0, head: 1 }];
    expect(followed(reading, first, "verb-subject", "token")).toMatchObject([{ looksAt: 2, hit: false }]);
    expect(followed(reading, first, "verb-subject", "before")).toMatchObject([{ looksAt: 1, hit: true, weight: 1 }]);
    expect(followed(reading, second, "determiner-noun", "token")).toMatchObject([{ looksAt: 0, hit: true }]);
  });

  it("scores a head by what it has beyond the best fixed offset", () => {
    const score = (asked: "token" | "before", hits: number, baseline: number) =>
      ({ kind: "verb-subject" as const, asked, queries: 10, hits, weight: hits, baseline, baselineOffset: 1 });
    const relations = [score("token", 0.9, 0.8), score("before", 0.6, 0.1)];
    const entry = { relations } as unknown as Parameters<typeof scoreOf>[0];
    expect(scoreOf(entry, "verb-subject")?.asked).toBe("before");
    expect(scoreOf(entry, "conjunct")).toBeNull();
  });
});
