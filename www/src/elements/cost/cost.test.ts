// @vitest-environment happy-dom
import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { allInside, inside, mount, rendered, textOf } from "../testing/mount";
import type { HeadwiseCost } from "./cost";
import "./cost";

// The page of a test has an address, under which nobody serves the module.
vi.stubGlobal("fetch", async (address: URL) => new Response(readFileSync(`.${address.pathname}`)));

async function opened(attributes: Readonly<Record<string, string>> = {}): Promise<HeadwiseCost> {
  const element = await mount("headwise-cost");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  await vi.waitFor(() => inside(element, ".sheet"));
  return element;
}

const cards = (element: HeadwiseCost) => allInside(element, ".cards b").map(textOf);

async function type(element: HeadwiseCost, id: string, text: string): Promise<void> {
  const input = inside<HTMLInputElement>(element, `#field-${id}`);
  input.value = text;
  input.dispatchEvent(new Event("input"));
  await rendered(element);
}

describe("<headwise-cost>", () => {
  it("takes attributes that stand before the engine is there, and those that change", async () => {
    const element = await opened({ model: "llama-2-7b", tokens: "4096", batch: "1" });
    expect(cards(element).slice(0, 3)).toEqual(["524 KB", "2.15 GB", "30"]);
    element.setAttribute("cache", "int8");
    await rendered(element);
    expect(cards(element).slice(0, 3)).toEqual(["262 KB", "1.07 GB", "61"]);
  });

  it("computes what is typed, and keeps the last figures where that can't be", async () => {
    const element = await opened();
    await type(element, "kv-heads", "32");
    expect(cards(element)[0]).toBe("524 KB");
    for (const [text, reason] of [["0", /whole number from 1/u], ["-8", /whole number from 1/u], ["3", /must divide the query heads \(32 and 3\)/u]] as const) {
      await type(element, "kv-heads", text);
      expect(cards(element)[0]).toBe("524 KB");
      expect(textOf(inside(element, "#field-kv-heads-problem"))).toMatch(reason);
      expect(inside(element, "#field-kv-heads").getAttribute("aria-invalid")).toBe("true");
    }
    await type(element, "kv-heads", "1");
    expect([cards(element)[0], allInside(element, ".problem").length, allInside(element, ".stale").length]).toEqual(["16.4 KB", 0, 0]);
  });

  it("says when a count does not fit into 64 bits, above the sizes", async () => {
    const element = await opened();
    await type(element, "tokens", "4000000000");
    expect(textOf(inside(element, ".problem"))).toMatch(/beyond 64 bits/u);
    expect(textOf(inside(element, ".stale"))).toMatch(/last figures that could/u);
    await type(element, "tokens", "1,000,000");
    expect(allInside(element, ".problem")).toEqual([]);
  });

  it("stands on published sizes when an attribute brings some that are refused", async () => {
    const element = await opened({ model: "llama-2-7b", "kv-heads": "5" });
    expect([cards(element)[0], textOf(inside(element, "#field-kv-heads-problem"))]).toEqual(["524 KB", "The key heads must divide the query heads (32 and 5)."]);
  });

  it("lights the symbols of the field that has the focus", async () => {
    const element = await opened();
    inside(element, "#field-head-dim").dispatchEvent(new Event("focus"));
    await rendered(element);
    const formulas = allInside<HTMLElement & { updateComplete: Promise<unknown> }>(element, "headwise-formula");
    await Promise.all(formulas.map(({ updateComplete }) => updateComplete));
    const lit = formulas.flatMap((formula) => allInside(formula, ".lit").map(textOf));
    expect(lit).toEqual(expect.arrayContaining(["dk", "128"]));
    expect(new Set(lit)).toEqual(new Set(["dk", "128"]));
  });
});
