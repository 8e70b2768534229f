import { describe, expect, it } from "vitest";
import type { Scene } from "../../scenes/scene";
import { loadTrace, loadTrained } from "../../testing/trace";
import { cacheSizes, extrasOf, fittedCache, fittingCache, serves } from "./extras";
import { initialSettings } from "./settings";

const scene = (more: Partial<Scene> = {}): Scene => ({ id: "a", title: "A", beats: [], ...more });
const settings = { ...initialSettings, weights: "trained", prompt: 5, window: 3 } as const;

describe("what a trace must hold besides", () => {
  it("is only what the scene draws", () => {
    expect(extrasOf(scene(), settings)).toEqual({});
    expect(extrasOf(scene({ walksTiles: true }), settings)).toEqual({ tiles: { head: 0, rows: 4, columns: 2, splits: 3 } });
  });

  it("counts the prompt in words, the request in tokens, and measures loss where there is one", () => {
    const cache = (weights: "trained" | "random" | "own") => extrasOf(scene({ keepsCache: true }), { ...settings, weights }, 2).cache;
    expect(cache("trained")).toEqual({ prompt: 6, block: 4, window: 3, sinks: 3, loss: true });
    expect(cache("own")).toMatchObject({ prompt: 7, loss: false });
    expect(cache("random")).toMatchObject({ prompt: 5, loss: false });
  });

  it("is served by a trace with more tiles than wanted, never by one with another cache", () => {
    const [tiles, cache] = [{ head: 0, rows: 1, columns: 1, splits: 1 }, { block: 4 }];
    expect(serves({ tiles }, {})).toBe(true);
    expect(serves({}, { tiles })).toBe(false);
    expect(serves({ cache }, {})).toBe(false);
    expect(serves({ cache }, { cache: { block: 5 } })).toBe(false);
    expect(serves({ cache, tiles }, { cache: { ...cache } })).toBe(true);
  });
});

describe("the nearest cache that a text has", () => {
  it("lies in the text where weights are random", () => {
    expect(fittingCache({ prompt: 40, steps: 8 }, 11, false)).toEqual({ prompt: 10, steps: 1 });
    expect(fittingCache({ steps: 48 }, 11, false)).toEqual({ steps: 5 });
    expect(fittingCache({ prompt: 1 }, 1, false)).toBeNull();
  });

  it("goes on after the text, as far as positions go, where a model writes", () => {
    expect(fittingCache({ prompt: 40, steps: 48 }, 12, true)).toEqual({ prompt: 12, steps: 48 });
    expect(fittingCache({ prompt: 64, steps: 9 }, 64, true)).toEqual({ prompt: 63, steps: 1 });
  });

  it("is computed by the engine", async () => {
    for (const request of [{ prompt: 40, steps: 8 }, { steps: 48 }, { prompt: 11 }]) {
      const plain = await loadTrace();
      const cache = fittingCache(request, plain.tokens.length, false);
      if (cache === null) throw new Error("nothing fits");
      expect((await loadTrace({ cache })).has("cacheKeys")).toBe(true);
    }
  });
});

describe("what is told of a cache", () => {
  it("says what was not as asked for, and takes what is", async () => {
    const reader = await loadTrace({ cache: { prompt: 8, steps: 1 } });
    const asked = { ...initialSettings, prompt: 40, steps: 8 };
    expect(fittedCache(asked, reader, 0)).toEqual({
      settings: { prompt: 8, steps: 1 },
      notices: [
        { setting: "prompt", message: "A prompt of 40 does not fit the text. Using 8." },
        { setting: "steps", message: "There is no room for 8 steps after the prompt. Using 1." },
      ],
    });
    expect(fittedCache({ ...initialSettings, prompt: 8 }, reader, 0).notices).toEqual([]);
  });

  it("says that one word leaves nothing to decode", async () => {
    expect(fittedCache(initialSettings, await loadTrace({ text: "alone" }), 0).notices[0]?.message).toMatch(/^A single word/u);
  });

  it("knows how far prompt and steps could go", async () => {
    expect(cacheSizes(await loadTrace(), 0)).toBeNull();
    expect(cacheSizes(await loadTrace({ cache: { prompt: 5, steps: 2 } }), 0)).toMatchObject({ prompt: 5, steps: 2, mostSteps: 4, mostPrompt: 8 });
    expect(cacheSizes(await loadTrained({ text: "Anna sees the", cache: { steps: 6 } }), 1)).toEqual({ prompt: 3, steps: 6, mostPrompt: 3, mostSteps: 48, heads: 6, groups: 3 });
  });
});
