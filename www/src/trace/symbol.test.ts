import { describe, expect, it } from "vitest";
import { symbolRuns, symbolText } from "./symbol";

describe("symbolText", () => {
  it.each([
    ["S", "S"],
    ["W_Q", "W_Q"],
    ["Q_h", "Q_h"],
    ["\\hat S", "S\u0302"],
    ["\\tilde{S}", "S\u0303"],
    ["\\text{key}", "key"],
    ["Y_{\\le h}", "Y_≤h"],
    ["\\lVert C_h \\rVert", "‖C_h‖"],
    ["\\Delta", "Δ"],
    ["X + Y", "X + Y"],
    ["1/\\sqrt{d_k}", "1/√d_k"],
    ["\\sqrt{h d_k}", "√(h\u2009d_k)"],
    ["\\frac{1}{\\sqrt{d_k}}", "1/√d_k"],
    ["A^{\\mathrm{wide}}", "A^wide"],
    ["\\sigma_{S}^2", "σ_S^2"],
  ])("%s is %s", (tex, text) => {
    expect(symbolText(tex)).toBe(text);
  });
});

describe("symbolRuns", () => {
  it("keeps what stands after a subscript on the line", () => {
    expect(symbolRuns("\\lVert C_h \\rVert")).toEqual([
      { text: "‖C", level: "base" },
      { text: "h", level: "sub" },
      { text: "‖", level: "base" },
    ]);
  });

  it("survives broken TeX", () => {
    expect(symbolText("W_{Q")).toBe("W_Q");
    expect(symbolText("\\hat")).toBe("\u0302");
    expect(symbolText("W}_Q")).toBe("W");
  });
});
