// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Lit } from "../events/highlight";
import type { Cell } from "../shared/cells";
import { input, tensor, traceOf } from "../../testing/rules";
import { smallTrace } from "../testing/trace";
import { allInside, heard, inside, mount, textOf } from "../testing/mount";
import "./derivation";

const make = (cell: Cell | null, locked = false) => mount("headwise-derivation", { reader: smallTrace, cell, locked });

describe("<headwise-derivation>", () => {
  it("invites when nothing is pointed at", async () => {
    expect(textOf((await make(null)).shadowRoot)).toContain("Point at a cell");
  });

  it("gives name, place in words, rule, numbers, value and sources", async () => {
    const panel = await make({ tensor: "sum", index: [1] });
    expect(textOf(inside(panel, ".cell"))).toBe("s[open]");
    expect(textOf(inside(panel, ".value"))).toBe("= 15.50");
    expect(allInside(panel, ".rule").map(textOf)).toEqual(["= Σc G[open, c]", "= 4 + 5 + 6.50"]);
    expect(textOf(inside(panel, ".set p"))).toBe("3 cells of given");
    expect(allInside(panel, ".sources button").map(textOf)).toEqual(["G[open, 1]4", "G[open, 2]5", "G[open, 3]6.50"]);
  });

  it("tells the key from a word that begins with it", async () => {
    const given = tensor("A", "A", "weight", { head: 2, query: 2, key: 2 }, { vars: ["h", "i", "j"], body: input }, [1, 0, 1, 0, 1, 0, 1, 0]);
    const reader = traceOf(["keys", "heads"], [given]);
    const panel = await mount("headwise-derivation", { reader, cell: { tensor: "A", index: [1, 1, 0] }, locked: false });
    expect(textOf(inside(panel, "p.note"))).toBe("head 2 · query heads · key keys");
  });

  it("says of a given cell that it is given", async () => {
    const panel = await make({ tensor: "given", index: [0, 0] });
    expect(textOf(panel.shadowRoot)).toContain("Given, not computed.");
    expect(allInside(panel, ".sources button")).toEqual([]);
  });

  it("follows a source and lights it", async () => {
    const panel = await make({ tensor: "sum", index: [0] });
    const followed = heard<Cell | null>(panel, "headwise-follow");
    const lit = heard<Lit | null>(panel, "headwise-highlight");
    const [, second] = allInside<HTMLButtonElement>(panel, ".sources button");
    second?.dispatchEvent(new Event("pointerenter"));
    second?.click();
    expect(lit).toEqual([{ tensor: "given", cells: [1] }]);
    expect(followed).toEqual([{ tensor: "given", index: [0, 1] }]);
  });

  it("shows that a cell is held, and lets it go", async () => {
    const panel = await make({ tensor: "sum", index: [0] }, true);
    const followed = heard<Cell | null>(panel, "headwise-follow");
    inside<HTMLButtonElement>(panel, ".head button").click();
    expect(followed).toEqual([null]);
  });
});
