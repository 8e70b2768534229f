import { describe, expect, it } from "vitest";
import { sameSheet, sheetFor } from "./sheet";

describe("the sheet for a place", () => {
  it("is the place itself, rounded down", () => {
    expect(sheetFor(736, 478)).toEqual({ aspect: "wide", width: 736, height: 464 });
    expect(sheetFor(390, 420)).toEqual({ aspect: "tall", width: 384, height: 416 });
    expect(sheetFor(390, 246)).toEqual({ aspect: "tall", width: 384, height: 240 });
  });

  it("keeps its proportions when the place is smaller than a layout can do with, or very large", () => {
    for (const [width, height] of [[320, 200], [500, 120], [200, 260], [3000, 1500], [120, 600]] as const) {
      const sheet = sheetFor(width, height);
      expect(sheet.width / sheet.height / (width / height), `${width} x ${height}`).toBeCloseTo(1, 0.6);
    }
    expect(sheetFor(560, 200).width).toBeGreaterThanOrEqual(672);
    expect(sheetFor(320, 200)).toMatchObject({ aspect: "tall", width: 384, height: 240 });
    expect(sheetFor(3000, 1500).width).toBeLessThanOrEqual(1400);
  });

  it("has a size even where nothing is laid out yet", () => {
    const { width, height } = sheetFor(0, 0);
    expect(Number.isFinite(width) && Number.isFinite(height) && width > 0 && height > 0).toBe(true);
  });

  it("stays the same through a pixel's change", () => {
    expect(sameSheet(sheetFor(740, 480), sheetFor(741, 481))).toBe(true);
    expect(sameSheet(sheetFor(740, 480), sheetFor(800, 480))).toBe(false);
  });
});
