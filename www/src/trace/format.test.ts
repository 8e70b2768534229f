import { describe, expect, it } from "vitest";
import { formatNumber } from "./format";

describe("formatNumber", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    [1, "1"],
    [-3, "−3"],
    [1.4159, "1.42"],
    [-0.4444, "−0.44"],
    [0.0123456, "0.0123"],
    [31.456, "31.46"],
    [314.56, "314.6"],
    [9_999_999, "9999999"],
    [123_456_789, "1.2 × 10⁸"],
    [3.14e-7, "3.1 × 10⁻⁷"],
    [-2.5e-12, "−2.5 × 10⁻¹²"],
    [Infinity, "∞"],
    [-Infinity, "−∞"],
    [Number.NaN, "not a number"],
  ])("%d is %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});
