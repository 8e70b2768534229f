import { describe, expect, it, vi } from "vitest";
import type { DisplayList, LabelMark } from "../marks/display-list";
import type { Beat, Scene, SceneContext } from "../scenes/scene";
import { TraceReader } from "../trace/reader";
import { captionText, frameAt, keyframesOf, MOVE_SHARE, timingOf } from "./frame";

const context = (): SceneContext => ({
  trace: new TraceReader({ version: 1, tokens: [], facts: [], tensors: [], steps: [] }),
  choice: { head: 0, row: 0 },
  aspect: "wide",
});
const at = (x: number): DisplayList => ({
  marks: [{ kind: "label", id: "dot", x, y: 0, text: "." }],
  frame: { x: 0, y: 0, width: 1, height: 1 },
  legend: [],
});
const beat = (id: string, ...xs: number[]): Beat => ({
  id, title: id, formula: null,
  caption: () => ["two ", { text: "words", target: { tensor: "q" } }],
  keyframes: () => xs.map(at),
});
const scene = (id: string, ...beats: Beat[]): Scene => ({ id, title: id, beats });
const x = (list: DisplayList): number => (list.marks[0] as LabelMark).x;

const scenes = [scene("one", beat("a", 0, 10), beat("b", 20, 30)), scene("two", beat("c", 40))];

describe("frameAt", () => {
  const here = context();
  it("starts the first beat at its own first keyframe", () => {
    expect(x(frameAt(scenes, { scene: 0, beat: 0, t: 0 }, here))).toBe(0);
    expect(x(frameAt(scenes, { scene: 0, beat: 0, t: 1 }, here))).toBe(10);
  });

  it("moves on from the rest before, also across scenes", () => {
    expect(x(frameAt(scenes, { scene: 0, beat: 1, t: 0 }, here))).toBe(10);
    expect(x(frameAt(scenes, { scene: 1, beat: 0, t: 0 }, here))).toBe(30);
    expect(x(frameAt(scenes, { scene: 1, beat: 0, t: 1 }, here))).toBe(40);
  });

  it("gives each keyframe an equal share of t and holds at its end", () => {
    const arrived = 0.5 * MOVE_SHARE;
    for (const t of [arrived, 0.45, 0.5]) expect(x(frameAt(scenes, { scene: 0, beat: 1, t }, here))).toBe(20);
    expect(x(frameAt(scenes, { scene: 0, beat: 1, t: 0.5 * arrived }, here))).toBeCloseTo(15, 9);
    expect(x(frameAt(scenes, { scene: 0, beat: 1, t: 0.6 }, here))).toBeGreaterThan(20);
  });

  it("makes keyframes once for each context", () => {
    const counted = beat("counted", 1);
    const keyframes = vi.fn(counted.keyframes);
    const [first, second] = [context(), context()];
    for (const each of [first, first, second]) keyframesOf({ ...counted, keyframes }, each);
    expect(keyframes).toHaveBeenCalledTimes(3);
    keyframes.mockClear();
    const shared = { ...counted, keyframes };
    for (const each of [first, first, second]) keyframesOf(shared, each);
    expect(keyframes).toHaveBeenCalledTimes(2);
  });

  it("says which beat is missing", () => {
    expect(() => frameAt(scenes, { scene: 0, beat: 7, t: 0 }, here)).toThrow(/no beat 7/u);
    expect(() => keyframesOf(beat("empty"), here)).toThrow(/beat empty has no keyframes/u);
  });

  it("counts moves and words", () => {
    expect(timingOf(scenes, 0, 0, here)).toEqual({ moves: 1, words: 2 });
    expect(timingOf(scenes, 0, 1, here)).toEqual({ moves: 2, words: 2 });
    expect(captionText(scenes[0]?.beats[0]?.caption(here) ?? [])).toBe("two words");
  });
});
