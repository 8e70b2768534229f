import { describe, expect, it } from "vitest";
import { logScale, niceDomain, niceTicks, spread } from "./scale";

describe("a logarithmic axis", () => {
  it("puts equal ratios at equal distances, growing in either direction", () => {
    const up = logScale([1, 100], [200, 0], [1, 10, 100, 1000]);
    expect([1, 10, 100].map((value) => up.at(value))).toEqual([200, 100, 0]);
    expect(up.ticks).toEqual([1, 10, 100]);
  });

  it("begins and ends at 1, 2 or 5 times a power of ten, with room around the values", () => {
    expect(niceDomain([3, 70])).toEqual([2, 100]);
    expect(niceDomain([0.011, 0.06])).toEqual([0.005, 0.1]);
    expect(niceDomain([])).toEqual([1, 10]);
  });

  it("has lines for every step of a short axis and for the decades of a long one", () => {
    expect(niceTicks([2, 100])).toEqual([2, 5, 10, 20, 50, 100]);
    expect(niceTicks([1, 1000])).toEqual([1, 10, 100, 1000]);
  });
});

describe("names beside the lines", () => {
  it("stay where they are when there is room", () => {
    expect(spread([10, 90, 50], 16, 200)).toEqual([10, 90, 50]);
  });

  it("keep their distance and their order, and stay above the bottom", () => {
    const placed = spread([95, 93, 94], 16, 100);
    expect(placed).toEqual([100, 68, 84]);
  });
});
