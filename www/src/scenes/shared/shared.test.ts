import { describe, expect, it } from "vitest";
import { TraceReader } from "../../trace/reader";
import type { SceneContext } from "../scene";
import { count, counted, number } from "./numbers";
import { panels } from "./panels";
import { around, bandsIn, blocksIn, rect } from "./rects";
import { listed, quoted } from "./words";

describe("numbers", () => {
  it("have two or three significant digits and a true minus sign", () => {
    expect([0.6123, -2.038, 31.47, 417.2, 0.00421, 1e-9].map(number)).toEqual(["0.61", "−2.04", "31.5", "417", "0.0042", "0"]);
  });

  it("are written whole when they are", () => {
    expect([4, -12, 4096].map(number)).toEqual(["4", "−12", "4\u202f096"]);
    expect(number(-Infinity)).toBe("−∞");
  });

  it("group thousands and count things", () => {
    expect(count(1_234_567)).toBe("1\u202f234\u202f567");
    expect([counted(1, "head"), counted(8, "head")]).toEqual(["one head", "8 heads"]);
  });
});

describe("words", () => {
  const context = (tokens: string[]): SceneContext => ({
    trace: new TraceReader({ version: 1, tokens, facts: [], tensors: [], steps: [] }),
    choice: { head: 0, row: 0 },
    aspect: "wide",
  });

  it("are quoted, and counted when the sentence repeats them", () => {
    const sentence = context(["the", "cat", "saw", "the", "cat", "again"]);
    expect(quoted(sentence, 4)).toBe("the second “cat”");
    expect(quoted(sentence, 5)).toBe("“again”");
  });

  it("count far", () => {
    const many = context(Array.from({ length: 24 }, () => "so"));
    expect([10, 11, 20, 21].map((row) => quoted(many, row))).toEqual([
      "the 11th “so”",
      "the 12th “so”",
      "the 21st “so”",
      "the 22nd “so”",
    ]);
  });

  it("are shortened between letters, not inside one", () => {
    const family = "👩‍👩‍👧".repeat(30);
    expect(quoted(context([family]), 0)).toBe(`“${"👩‍👩‍👧".repeat(23)}…”`);
  });

  it("are listed", () => {
    expect([listed([]), listed(["1"]), listed(["1", "2"]), listed(["1", "2", "3"])]).toEqual(["", "1", "1 and 2", "1, 2 and 3"]);
  });
});

describe("rectangles", () => {
  it("part into bands and blocks that fill them with their gaps", () => {
    const area = rect(10, 20, 100, 50);
    const bands = bandsIn(area, 4, 4);
    expect(bands.map(({ x, width }) => [x, width])).toEqual([
      [10, 22],
      [36, 22],
      [62, 22],
      [88, 22],
    ]);
    expect(around(bands)).toEqual(area);
    expect(around(blocksIn(area, 3, 1))).toEqual(area);
  });

  it("make panels that stay in their area and do not touch", () => {
    const area = rect(0, 0, 600, 300);
    for (const amount of [1, 2, 3, 8, 16]) {
      const places = panels(area, amount, { x: 10, y: 20 }, { ratio: 1.3, stretch: 1.2, largestWidth: 400, largestHeight: 300 });
      expect(places).toHaveLength(amount);
      const all = around(places);
      expect(all.x).toBeGreaterThanOrEqual(-1e-9);
      expect(all.width).toBeLessThanOrEqual(600 + 1e-9);
      expect(all.height).toBeLessThanOrEqual(300 + 1e-9);
      const starts = new Set(places.map(({ x, y }) => `${x.toFixed(3)} ${y.toFixed(3)}`));
      expect(starts.size).toBe(amount);
    }
  });
});
