/** The trace of a text decoded over its cache: every cell follows from its rule, whatever is asked for, and can be told. */
import { describe as group, expect, it } from "vitest";
import type { CacheRequest } from "./generated/CacheRequest";
import { loadTrace, loadTrained } from "../testing/trace";
import { derivationText, describe } from "./describe";
import { evaluator } from "./evaluate";
import { TraceReader } from "./reader";
import { sources } from "./sources";

const TOLERANCE = 1e-5;

const drawn: readonly [string, CacheRequest][] = [
  ["the default", {}],
  ["pages of one row, latents of one number", { block: 1, rank: 1, rotaryDim: 2 }],
  ["a ring of the newest alone, groups of keys", { window: 1, sinks: 0, keyGroup: 4 }],
  ["a prompt of one token", { prompt: 1, steps: 4, groups: 1, block: 3 }],
];

/** Cells that their rule contradicts, as `name[index]: is, should be`, and how many follow from it. */
function deriveAll(reader: TraceReader): { wrong: string[]; derived: number } {
  const wrong: string[] = [];
  let derived = 0;
  for (const name of reader.names) {
    const tensor = reader.tensor(name);
    if (tensor.rule.body.op === "input") continue;
    const derive = evaluator(reader, name);
    tensor.data.forEach((value, offset) => {
      const should = derive(tensor.index(offset));
      derived += 1;
      const near = Math.abs(value - should) <= TOLERANCE * Math.max(1, Math.abs(should));
      if (!near && !Object.is(value, should)) wrong.push(`${name}[${tensor.index(offset).join()}]: ${value}, should be ${should}`);
    });
  }
  return { wrong: wrong.slice(0, 5), derived };
}

/** The first and the last cell of every tensor can be put into words, and so can the cells behind them. */
function expectTold(reader: TraceReader): void {
  for (const name of reader.names) {
    const tensor = reader.tensor(name);
    const offsets = tensor.data.length === 0 ? [] : [0, tensor.data.length - 1];
    for (const offset of offsets) {
      const index = tensor.index(offset);
      expect(derivationText(describe(reader, name, index)), name).not.toMatch(/undefined|NaN/u);
      for (const { tensor: source, cells } of sources(reader, name, index)) {
        expect(Math.max(...cells), `${name} from ${source}`).toBeLessThan(reader.tensor(source).data.length);
      }
    }
  }
}

group("a decoded sentence on drawn weights", () => {
  it.each(drawn)("%s", async (_, cache) => {
    const reader = await loadTrace({ cache });
    const { wrong, derived } = deriveAll(reader);
    expect(wrong).toEqual([]);
    expect(derived).toBeGreaterThan(5000);
    expectTold(reader);
  });

  it("finds a changed cell in any tensor of the cache", async () => {
    const cache = await loadTrace({ text: "a b c d", heads: 2, kvHeads: 1, dModel: 4, cache: { block: 2, window: 2, sinks: 1 } });
    const first = cache.names.indexOf("cacheKeys");
    for (const name of cache.names.slice(first)) {
      const tensors = cache.trace.tensors.map((tensor) => {
        if (tensor.name !== name || tensor.rule.body.op === "input") return tensor;
        const data = tensor.data.slice();
        const at = data.length - 1;
        const value = data[at] as number;
        data[at] = Number.isFinite(value) ? value + 1e-2 + 1e-4 * Math.abs(value) : 0;
        return { ...tensor, data };
      });
      const { wrong } = deriveAll(new TraceReader({ ...cache.trace, tensors }));
      expect(wrong.some((line) => line.startsWith(`${name}[`)), name).toBe(true);
    }
  });
});

group("a text that the trained model continues", () => {
  it("follows from its rules, with the loss of the caches that evict", { timeout: 120_000 }, async () => {
    const reader = await loadTrained({ text: "Anna sees the old", cache: { steps: 6, loss: true, window: 3, sinks: 1 } });
    expect(reader.tokens).toHaveLength(11);
    const { wrong, derived } = deriveAll(reader);
    expect(wrong).toEqual([]);
    expect(derived).toBeGreaterThan(100_000);
    expectTold(reader);
    expect(reader.fact("spentCached")).toBe(reader.fact("spentCachedClosed"));
    expect(reader.fact("spentUncached")).toBe(reader.fact("spentUncachedClosed"));
    expect(reader.fact("lossHeldOutTokens")).toBeGreaterThan(1000);
  });

  it("is refused beyond the model’s positions", async () => {
    const refused = loadTrained({ text: "Anna sees the old", cache: { steps: 64 } });
    await expect(refused).rejects.toMatchObject({ code: "cache-full", operation: "trace" });
  });
});
