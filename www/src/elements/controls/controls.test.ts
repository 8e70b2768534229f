// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { HeadwiseChoice } from "../choice/choice";
import { initialSettings, largestSeed, type Settings } from "../shared/settings";
import { allInside, heard, inside, mount, textOf } from "../testing/mount";
import "./controls";

const make = (settings: Partial<Settings> = {}) =>
  mount("headwise-controls", { settings: { ...initialSettings, ...settings }, tokens: ["keys", "open"], row: 1, origin: "Computed in 3 ms." });

/** The segmented choice with this label. */
function choice(controls: HTMLElement, label: string): HeadwiseChoice {
  const found = allInside<HeadwiseChoice>(controls, "headwise-choice").find((one) => one.label === label);
  if (found === undefined) throw new Error(`there is no choice ${label}`);
  return found;
}

function choose(controls: HTMLElement, label: string, value: string): void {
  choice(controls, label).dispatchEvent(new CustomEvent("headwise-choose", { detail: value }));
}

describe("<headwise-controls>", () => {
  it("refuses what does not divide, and says why", async () => {
    const controls = await make({ heads: 2, kvHeads: 2 });
    const refused = choice(controls, "Key and value heads").options.map((option) => option.refused ?? "");
    expect(refused).toEqual(["", "", "4 does not divide h = 2", "8 does not divide h = 2"]);
    expect(choice(controls, "Heads").options.every((option) => option.refused === undefined)).toBe(true);
  });

  it("names how keys are shared", async () => {
    const hint = async (settings: Partial<Settings>) => choice(await make(settings), "Key and value heads").hint;
    expect(await hint({ heads: 4, kvHeads: 4 })).toMatch(/^Multi-head/u);
    expect(await hint({ heads: 8, kvHeads: 2 })).toBe("Grouped-query: every 4 heads share keys and values.");
    expect(await hint({ heads: 8, kvHeads: 1 })).toMatch(/^Multi-query/u);
  });

  it.each([
    [{ heads: 4, kvHeads: 4 }, "8", { heads: 8, kvHeads: 8 }],
    [{ heads: 8, kvHeads: 2 }, "4", { heads: 4, kvHeads: 2 }],
    [{ heads: 8, kvHeads: 4 }, "2", { heads: 2, kvHeads: 2 }],
  ])("asks for groups that fit: %o to %s heads", async (settings, heads, wanted) => {
    const controls = await make(settings);
    const asked = heard<Partial<Settings>>(controls, "headwise-set");
    choose(controls, "Heads", heads);
    expect(asked).toEqual([wanted]);
  });

  it("asks for the next seed, and starts over after the largest", async () => {
    for (const [seed, next] of [[7, 8], [largestSeed, 0]] as const) {
      const controls = await make({ seed });
      const asked = heard<Partial<Settings>>(controls, "headwise-set");
      inside<HTMLButtonElement>(controls, "button[aria-label='Next seed']").click();
      expect(asked).toEqual([{ seed: next }]);
    }
  });

  it("keeps a seed within its limits and forgets what is no number", async () => {
    const controls = await make();
    const asked = heard<Partial<Settings>>(controls, "headwise-set");
    const field = inside<HTMLInputElement>(controls, "#seed");
    for (const text of ["-5", "1e20", ""]) {
      field.value = text;
      field.dispatchEvent(new Event("change"));
    }
    expect(asked).toEqual([{ seed: 0 }, { seed: largestSeed }]);
    expect(field.value).toBe("7");
  });

  it("offers the sign before the words as a row, where there is one", async () => {
    const controls = await make({ row: -1 });
    Object.assign(controls, { signs: 1, row: -1 });
    await controls.updateComplete;
    const rows = inside<HTMLSelectElement>(controls, "#row");
    expect([...rows.options].map(({ value, text }) => [value, text])).toEqual([["-1", "0: the start sign"], ["0", "1: keys"], ["1", "2: open"]]);
    expect(rows.options[0]?.selected).toBe(true);
    const asked = heard<Partial<Settings>>(controls, "headwise-set");
    rows.dispatchEvent(new Event("change"));
    expect(asked).toEqual([{ row: -1 }]);
  });

  it("names rows by their words and says where the numbers come from", async () => {
    const controls = await make();
    expect(allInside(controls, "#row option").map(textOf)).toEqual(["1: keys", "2: open"]);
    expect(textOf(controls.shadowRoot)).toContain("Computed in 3 ms.");
    expect(textOf(controls.shadowRoot)).toContain("random numbers from this seed");
  });
});
