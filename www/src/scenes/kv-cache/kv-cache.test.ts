import { expect, it } from "vitest";
import type { GridMark } from "../../marks/display-list";
import { loadTrace, loadTrained } from "../../testing/trace";
import { captionText } from "../../timeline/frame";
import type { Beat, SceneContext } from "../scene";
import { large, number } from "../shared/numbers";
import { LONG, onSheets, type NamedContext } from "../testing/contexts";
import { testScene } from "../testing/scene-suite";
import { shownSteps } from "./growth";
import { kvCache } from "./index";
import { drawn } from "./kv-cache";

const DRAWN = [
  { text: "the cat sat on the mat because the mat was warm", heads: 4, kvHeads: 2, dModel: 32, cache: {} },
  { text: "two words", heads: 8, kvHeads: 8, dModel: 8, cache: { prompt: 1, steps: 1, block: 1, window: 1, sinks: 0 } },
  { text: LONG, heads: 16, kvHeads: 1, dModel: 64, cache: { prompt: 16, steps: 48, block: 64, window: 64, sinks: 64 } },
  { text: LONG, heads: 1, kvHeads: 1, dModel: 64, cache: { prompt: 63, steps: 1, block: 1, window: 3, sinks: 3 } },
] as const;
const TRAINED = [
  { text: "Anna Quill says that the keys near the cabinet are old. Anna", layer: 1, cache: { loss: true } },
  { text: "the zebra sleeps", layer: 0, cache: { prompt: 2, steps: 48, block: 16, window: 2, sinks: 2, loss: true } },
  { text: LONG, layer: 2, cache: { steps: 1, loss: true } },
] as const;

const drawnTraces = await Promise.all(DRAWN.map((run) => loadTrace(run)));
const trainedTraces = await Promise.all(TRAINED.map((run) => loadTrained(run)));
const more: readonly NamedContext[] = [
  ...drawnTraces.flatMap((trace) => onSheets(trace, "random, cached")),
  ...trainedTraces.flatMap((trace) => onSheets(trace, "trained, cached")),
];

testScene(drawn, new URL("./formulas.json", import.meta.url), more);

const [small] = drawnTraces as [(typeof drawnTraces)[number]];
const [trained] = trainedTraces as [(typeof trainedTraces)[number]];
const context = (trace = trained): SceneContext => ({ trace, choice: { head: 3, row: 0 }, aspect: "wide" });

function beat(id: string): Beat {
  const found = drawn.beats.find((each) => each.id === id);
  if (!found) throw new Error(`no beat ${id}`);
  return found;
}

function textOf(id: string, at = context()): string {
  return captionText(beat(id).caption(at));
}

function gridsOf(id: string, keyframe: number, at = context()): readonly GridMark[] {
  const list = beat(id).keyframes(at).at(keyframe);
  return list?.marks.filter((mark): mark is GridMark => mark.kind === "grid") ?? [];
}

it("is told in outline by the same beats", () => {
  expect(kvCache.beats.map(({ id, title }) => [id, title])).toEqual(drawn.beats.map(({ id, title }) => [id, title]));
  expect({ ...kvCache, beats: [], load: null }).toEqual({ ...drawn, beats: [], load: null, formulas: undefined, names: undefined });
});

it("fills every layer's and head's cache at once with the prompt, and leaves the steps' slots free", () => {
  const [before, after] = [0, -1].map((keyframe) => gridsOf("prefill", keyframe).map(({ reveal }) => reveal));
  expect(new Set(before)).toEqual(new Set([0]));
  expect(new Set(after)).toEqual(new Set([14 / 22]));
  // K and V of three layers with six heads, the followed head's larger.
  expect(after).toHaveLength(36);
});

it("draws K and V of the sentence alone where the trace keeps no cache", async () => {
  const bare = context(await loadTrace());
  for (const { id, keyframes } of drawn.beats) {
    expect(textOf(id, bare)).toBe(textOf("prefill", bare));
    expect(keyframes(bare)).toEqual(beat("prefill").keyframes(bare));
  }
});

it("takes the model's own next word with its probability", () => {
  expect(trained.tokens[14]).toBe("Quill");
  expect(textOf("next-token")).toMatch(/“Quill” with 9\d\.\d %/u);
  expect(textOf("next-token", context(small))).toMatch(/^Random weights predict nothing/u);
});

it("files k and v of the new token in the first free slot", () => {
  const [made, filed] = [-3, -2].map((keyframe) => gridsOf("new-row", keyframe).find(({ id }) => id === "keys:new"));
  expect(made?.view).toEqual(filed?.view);
  const keys = gridsOf("new-row", -2).find(({ id }) => id === "keys:1:3");
  expect((filed?.y ?? 0) - (keys?.y ?? 0)).toBeCloseTo((14 / 22) * (keys?.height ?? 0));
  expect(filed?.view.rows).toEqual({ axis: "token", start: 14, count: 1 });
});

it("lets the query of each step read the rows held then, and no more", () => {
  const frames = beat("growth").keyframes(context());
  expect(frames).toHaveLength(8);
  frames.forEach((_, step) => {
    const weights = gridsOf("growth", step).find(({ id }) => id === "weights");
    expect(weights?.view).toMatchObject({ tensor: "decodeWeights", fixed: { decode: step, head: 3 }, rows: { start: 0, count: 15 + step } });
  });
});

it("shows many steps in few pictures, the last among them", () => {
  expect(shownSteps(3, 8)).toEqual([1, 2, 3]);
  expect(shownSteps(48, 8)).toEqual([6, 12, 18, 24, 30, 36, 42, 48]);
  expect(shownSteps(0, 8)).toEqual([]);
});

it("parts what a step runs from what it finds in the cache", () => {
  const rows = (prefix: string) => gridsOf("without-cache", -1).filter(({ id }) => id.startsWith(prefix)).map(({ view }) => view.rows?.count);
  expect(rows("way:0:run")).toEqual([14, 1, 1, 1, 1, 1, 1, 1, 1]);
  expect(rows("way:1:run")).toEqual([14, 15, 16, 17, 18, 19, 20, 21, 22]);
  expect(rows("way:1:kept")).toEqual([]);
});

it("writes the counts that were counted", () => {
  expect(textOf("without-cache")).toContain(`${large(trained.fact("spentCached"))} with the cache, ${large(trained.fact("spentUncached"))} without.`);
  expect(trained.fact("spentCached")).toBe(trained.fact("spentCachedClosed"));
});

it("adds up the bytes of the stack", () => {
  expect(trained.fact("cacheBytesAll")).toBe(2 * 3 * 6 * 16 * 22 * 4);
  expect(textOf("whole-stack")).toContain(`${number(trained.fact("cacheBytesAll"))} bytes`);
});
