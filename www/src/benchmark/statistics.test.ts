import { expect, it } from "vitest";
import { median, quantile, scatter } from "./statistics";

it("takes the middle of an odd count and the mean of the two middle ones of an even count", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
});

it("is not moved by one slow run", () => {
  expect(median([1, 1, 1, 1, 1000])).toBe(1);
});

it("interpolates between neighbours", () => {
  expect(quantile([0, 10, 20, 30], 0.25)).toBe(7.5);
  expect(quantile([0, 10], 1)).toBe(10);
});

it("measures scatter relative to the median", () => {
  expect(scatter([10, 10, 10])).toBe(0);
  expect(scatter([8, 9, 10, 11, 12])).toBeCloseTo(0.1, 12);
});

it("leaves its argument in order and refuses an empty one", () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
  expect(() => median([])).toThrow(RangeError);
});
