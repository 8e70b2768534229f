import { expect, it } from "vitest";
import type { GridMark } from "../../marks/display-list";
import { loadLlama, loadTrace, loadTrained } from "../../testing/trace";
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
  ...onSheets(await loadLlama({ cache: { steps: 4 } }), "Llama, cached"),
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
  // K and V of three layers with six heads, and the followed head's once more, large.
  expect(after).toHaveLength(38);
});

it("keeps the followed head's place in the stack filled, dimmed, with what stands large beside it", () => {
  const grids = gridsOf("growth", -1);
  const copies = grids.filter(({ dim }) => dim !== undefined);
  expect(copies.map(({ id }) => id)).toEqual(["copy:keys:1:3", "copy:values:1:3"]);
  for (const copy of copies) {
    const large = grids.find(({ id }) => `copy:${id}` === copy.id);
    expect(large).toMatchObject({ view: copy.view, reveal: copy.reveal });
    expect(large?.height).toBeGreaterThan(copy.height);
  }
  expect(gridsOf("whole-stack", -1).some(({ id }) => id.startsWith("copy:"))).toBe(false);
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
  expect(textOf("without-cache")).toContain(`${large(trained.fact("spentCached"), trained.fact("spentUncached"))} with the cache, ${large(trained.fact("spentUncached"))} without.`);
  expect(trained.fact("spentCached")).toBe(trained.fact("spentCachedClosed"));
});

it("adds up the bytes of the stack", () => {
  expect(trained.fact("cacheBytesAll")).toBe(2 * 3 * 6 * 16 * 22 * 4);
  expect(textOf("whole-stack")).toContain(`${number(trained.fact("cacheBytesAll"))} bytes`);
});

/** The words on a block, as they stand over its slots. */
function wordsOn(id: string, keyframe: number, block: number): readonly string[] {
  const marks = beat(id).keyframes(context()).at(keyframe)?.marks ?? [];
  return marks.flatMap((mark) => (mark.kind === "label" && new RegExp(`^block:${block}:\\d+$`, "u").test(mark.id) ? [mark.text] : []));
}

it("lets two requests share the blocks of their prefix until one writes, which then has a copy", () => {
  expect(wordsOn("sharing", 0, 3)).toEqual([".", "Anna"]);
  // The first request's copy, in which it goes on, and the block that the second goes on in.
  expect(wordsOn("sharing", -1, 4)).toEqual([".", "Anna", "Quill"]);
  expect(wordsOn("sharing", -1, 3)).toEqual([".", "Anna", "Hale"]);
  expect(textOf("sharing")).toContain("a copy of its 2 rows");
});

it("frames the slots that stay unwritten, as many as are counted", () => {
  const marks = beat("fragmentation").keyframes(context()).at(-1)?.marks ?? [];
  const frames = marks.filter(({ id }) => id.startsWith("unwritten:"));
  const blocks = marks.filter((mark): mark is GridMark => mark.kind === "grid" && /^block:\d+:free$/u.test(mark.id));
  expect(frames).toHaveLength(2);
  expect(blocks.reduce((sum, { view }) => sum + (view.cols?.count ?? 0), 0)).toBe(4);
  expect(textOf("fragmentation")).toMatch(/hold 36 rows in blocks, 4 of them unwritten, and sharing spares 12\./u);
});

it("keeps the sinks in their slots while the window turns over the others", () => {
  const held = (keyframe: number) => gridsOf("eviction", keyframe).flatMap(({ id }) => (id.startsWith("ring:") ? [Number(id.slice(5))] : []));
  expect(held(0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(held(-1)).toEqual([0, 1, 2, 17, 18, 19, 20, 21]);
  const [first, last] = [0, -1].map((keyframe) => gridsOf("eviction", keyframe).find(({ id }) => id === "ring:1"));
  expect(first).toEqual(last);
});

it("says that a short text evicts nothing", async () => {
  const short = context(await loadTrace({ cache: { prompt: 2, steps: 2 } }));
  expect(textOf("eviction", short)).toMatch(/no more than the 8 places, so nothing is given up yet\.$/u);
});

it("tells the loss that was measured, and that random weights have none", () => {
  const [all, ring, window] = [0, 1, 2].map((eviction) => number(trained.tensor("lossHeldOut").at({ eviction })));
  expect(textOf("sinks")).toBe(`On 24 held-out texts the mean loss, in nats a token, is ${all} with every row, ${ring} with 3 sinks and a window of 5, and ${window} with a window of 8 and no sink.`);
  expect(textOf("sinks", context(small))).toMatch(/no loss that eviction could raise/u);
});

it("draws rows of all four kinds to one scale", () => {
  const grids = gridsOf("kinds", -1);
  const wide = (prefix: string) => grids.filter(({ id, view }) => id.startsWith(prefix) && view.tensor !== "kindBytes").reduce((sum, { width }) => sum + width, 0);
  const [mha, gqa, mqa, mla] = ["MHA", "GQA", "MQA", "MLA"].map(wide) as [number, number, number, number];
  const numbers = [0, 1, 2, 3].map((kind) => trained.tensor("kindNumbers").at({ kind })) as [number, number, number, number];
  expect(gqa / mha).toBeCloseTo(numbers[1] / numbers[0]);
  expect(mqa / mha).toBeCloseTo(numbers[2] / numbers[0]);
  expect(mla / mha).toBeCloseTo(numbers[3] / numbers[0]);
});
