import { describe, expect, it } from "vitest";
import { formulaOf, numbersOf } from "./formulas";
import { numberMath, withNumbers } from "./numbers";

const textOf = (math: string) => math.replace(/<[^>]*>/gu, " ").replace(/\s+/gu, " ").trim();
const symbol = (name: string, inner: string) => `<mrow data-tensor="${name}">${inner}</mrow>`;

describe("live numbers", () => {
  it("take the place of symbols, nested rows and all, and leave the others", () => {
    const math = `<math>${symbol("a", "<msub><mi>d</mi><mrow><mi>k</mi></mrow></msub>")}<mo>+</mo>${symbol("b", "<mi>b</mi>")}</math>`;
    expect(withNumbers(math, { a: 128 })).toBe(`<math>${symbol("a", "<mn>128</mn>")}<mo>+</mo>${symbol("b", "<mi>b</mi>")}</math>`);
  });

  it.each([
    [0, "<mn>0</mn>"],
    [9_999_999, "<mn>9,999,999</mn>"],
    [0.25, "<mn>0.25</mn>"],
    [1234.5678, "<mn>1,235</mn>"],
    [8_030_261_248, "<mrow><mn>8.03</mn><mo>×</mo><msup><mn>10</mn><mn>9</mn></msup></mrow>"],
    [0.000_123_4, "<mrow><mn>1.234</mn><mo>×</mo><msup><mn>10</mn><mn>-4</mn></msup></mrow>"],
  ])("write %d", (value, math) => {
    expect(numberMath(value)).toBe(math);
  });

  it("stand right of the equals sign, with what they make", () => {
    const line = { label: "", formula: "token", values: { layers: 32, numbers: 2048, cacheBytes: 2 }, result: 131_072, shown: "131 KB", unit: "B" };
    const math = numbersOf(line);
    expect(textOf(math)).toBe("= 32 ⋅ 2,048 ⋅ 2 = 131,072 B");
  });

  it("stand once where the formula is a single number", () => {
    const line = { label: "", formula: "pairs.decode", values: { tokens: 8192 }, result: 8192, shown: "8,192", unit: "" };
    expect(textOf(numbersOf(line))).toBe("= 8,192");
  });
});

describe("formulas", () => {
  it("come in the terms of their sums, between which lines may break", () => {
    const terms = formulaOf("attention.latent").match(/<math.*?<\/math>/gu)?.map(textOf);
    expect(terms).toEqual(["N A = L ⋅ r q ⋅ ( d + h ⋅ ( d k + d R ) )", "+ L ⋅ r ⋅ ( d + h ⋅ ( d k + d v ) )", "+ L ⋅ d ⋅ ( d R + h ⋅ d v )"]);
    expect(formulaOf("fit").match(/<math/gu)).toHaveLength(1);
    expect(() => formulaOf("price")).toThrow("no formula price");
  });
});
