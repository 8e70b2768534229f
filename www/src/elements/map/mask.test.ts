import { describe, expect, it } from "vitest";
import { hiddenRuns, isAllHidden, isHidden, maskRequest, seenBy } from "./mask";
import { windowKeys, windowSinks, type MaskName } from "./settings";

const masks: readonly MaskName[] = ["causal", "window", "none"];
const shapes = [{ rows: 600, keys: 600 }, { rows: 20, keys: 400 }, { rows: 400, keys: 20 }, { rows: 1, keys: 1 }];

describe("a mask", () => {
  it("aligns the last query with the last key", () => {
    expect(seenBy(0, "causal", { rows: 3, keys: 5 })).toEqual({ sinks: 0, start: 0, end: 3 });
    expect(seenBy(2, "causal", { rows: 3, keys: 5 })).toEqual({ sinks: 0, start: 0, end: 5 });
    // More queries than keys: the first see nothing.
    expect(seenBy(1, "causal", { rows: 5, keys: 3 }).end).toBe(0);
    expect(seenBy(500, "window", { rows: 600, keys: 600 })).toEqual({ sinks: windowSinks, start: 500 - windowKeys, end: 501 });
    expect(seenBy(0, "none", { rows: 5, keys: 3 })).toEqual({ sinks: 0, start: 0, end: 3 });
  });

  it("says the same of a rectangle as of its cells", () => {
    for (const mask of masks) {
      for (const shape of shapes) {
        for (const [rowStart, keyStart] of [[0, 0], [0, 128], [128, 0], [256, 128], [384, 0], [3, 17]] as const) {
          const [rowEnd, keyEnd] = [Math.min(shape.rows, rowStart + 128), Math.min(shape.keys, keyStart + 128)];
          if (rowStart >= rowEnd || keyStart >= keyEnd) continue;
          let hidden = true;
          for (let row = rowStart; row < rowEnd; row += 1) for (let key = keyStart; key < keyEnd; key += 1) hidden &&= isHidden(row, key, mask, shape);
          expect(isAllHidden({ rowStart, rowEnd, keyStart, keyEnd }, mask, shape), `${mask} ${rowStart} ${keyStart}`).toBe(hidden);
        }
      }
    }
  });

  it("shades only what no row of a strip sees, and all of it where blocks are cells", () => {
    const wrong: string[] = [];
    for (const mask of masks) {
      for (const shape of shapes) {
        for (const block of [1, 16]) {
          for (let row = 0; row < shape.rows; row += block) {
            const end = Math.min(shape.rows, row + block);
            const runs = hiddenRuns(row, end, block, mask, shape);
            for (let key = 0; key < shape.keys; key += 1) {
              const isShaded = runs.some(([from, to]) => from <= key && key < to);
              let hidden = true;
              for (let own = row; own < end; own += 1) hidden &&= isHidden(own, key, mask, shape);
              if (isShaded ? !hidden : block === 1 && hidden) wrong.push(`${mask} ${row} ${key}`);
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("is asked of the engine as it is drawn", () => {
    expect(maskRequest("window")).toEqual({ causal: true, window: windowKeys, sinks: windowSinks });
    expect(maskRequest("none")).toEqual({ causal: false });
  });
});
