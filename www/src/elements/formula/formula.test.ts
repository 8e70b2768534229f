// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Lit } from "../events/highlight";
import { allInside, heard, inside, mount, rendered } from "../testing/mount";
import "./formula";

const mathml = '<math><mrow data-tensor="q"><mi>Q</mi></mrow><mo>=</mo><mrow data-tensor="x"><mi>X</mi></mrow></math>';

describe("<headwise-formula>", () => {
  it("is empty where there is no formula", async () => {
    const formula = await mount("headwise-formula");
    expect(allInside(formula, "*")).toEqual([]);
  });

  it("lights a symbol's tensor, once, and lets it go", async () => {
    const formula = await mount("headwise-formula", { mathml });
    const lit = heard<Lit | null>(formula, "headwise-highlight");
    const symbol = inside<Element>(formula, "mi");
    for (const _ of [1, 2]) symbol.dispatchEvent(new Event("pointerover", { bubbles: true }));
    inside(formula, ".formula").dispatchEvent(new Event("pointerleave"));
    expect(lit).toEqual([{ tensor: "q" }, null]);
  });

  it("lights the symbols of the tensor that is pointed at", async () => {
    const formula = await mount("headwise-formula", { mathml });
    formula.pointed = "x";
    await rendered(formula);
    expect(allInside<Element>(formula, ".lit").map((symbol) => symbol.getAttribute("data-tensor"))).toEqual(["x"]);
  });
});
