/** A small trace, a brush and a context that writes down its calls: for the tests of marks. */
import { createPalette } from "../theme/palette";
import { TraceReader } from "../trace/reader";
import { BitmapCache } from "./bitmaps";
import type { Brush, Context2D } from "./canvas";
import type { Camera } from "./camera";
import type { DisplayList, GridMark, Mark } from "./display-list";
import { Room } from "./room";
import { TextRuler } from "./text";

/** scores [head 2, query 3, key 4] = 0, 1, 2, ... with a causal hole of minus infinity in head 1. */
export function smallTrace(): TraceReader {
  const data = Float32Array.from({ length: 24 }, (_, offset) => offset);
  for (const [row, col] of [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]] as const) data[12 + 4 * row + col] = -Infinity;
  return new TraceReader({
    version: 1,
    tokens: ["the", "cat", "sat", "down"],
    facts: [],
    steps: [],
    tensors: [{
      name: "scores",
      symbol: "S",
      role: "score",
      axes: [{ name: "head", extent: 2 }, { name: "query", extent: 3 }, { name: "key", extent: 4 }],
      rule: { vars: ["h", "i", "j"], body: { op: "input" } },
      data,
    }],
  });
}

/** Head `head` of the scores at (10, 20), cells 10 by 10. */
export function scoreGrid(head: number, over: Partial<GridMark> = {}): GridMark {
  return {
    kind: "grid", id: `head ${head}`, x: 10, y: 20, width: 40, height: 30,
    view: { tensor: "scores", fixed: { head }, rows: { axis: "query", start: 0, count: 3 }, cols: { axis: "key", start: 0, count: 4 } },
    scale: { kind: "diverging", hue: "score", limit: 24 },
    ...over,
  };
}

export function listOf(...marks: Mark[]): DisplayList {
  return { marks, frame: { x: 0, y: 0, width: 100, height: 100 }, legend: [] };
}

/** One call, or one property that was set. */
export interface Call {
  readonly name: string;
  readonly values: readonly unknown[];
}

/** A context whose letters are all 6 pixels wide, and what was asked of it. */
export function recordingContext(): { context: Context2D; calls: Call[] } {
  const calls: Call[] = [];
  const state = new Map<PropertyKey, unknown>();
  const context = new Proxy({}, {
    get(_, name) {
      if (state.has(name)) return state.get(name);
      return (...values: unknown[]): unknown => {
        calls.push({ name: String(name), values });
        if (name === "measureText") return { width: 6 * String(values[0]).length };
        return name === "createPattern" || name === "createLinearGradient" ? { addColorStop: () => undefined } : undefined;
      };
    },
    set(_, name, value) {
      state.set(name, value);
      calls.push({ name: String(name), values: [value] });
      return true;
    },
  });
  return { context: context as unknown as Context2D, calls };
}

export function brushOn(context: Context2D, marks: readonly Mark[], camera: Camera = { scale: 1, x: 0, y: 0 }): Brush {
  const trace = smallTrace();
  const palette = createPalette("light");
  const bitmaps = new BitmapCache(trace, palette, () => ({}) as CanvasImageSource);
  const [width, height] = [400, 300];
  return {
    context, ratio: 1, camera, palette, trace, bitmaps, width, height,
    ruler: new TextRuler(context), room: new Room(marks, camera, width),
  };
}
