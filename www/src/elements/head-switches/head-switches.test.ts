// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Settings } from "../shared/settings";
import { allInside, heard, mount } from "../testing/mount";
import "./head-switches";

describe("<headwise-head-switches>", () => {
  it("has one switch a head, numbered from 1", async () => {
    const element = await mount("headwise-head-switches", { heads: 4, off: [2], colors: ["red"] });
    const chips = allInside<HTMLButtonElement>(element, "button");
    expect(chips.map((chip) => chip.getAttribute("aria-label"))).toEqual(["Head 1", "Head 2", "Head 3", "Head 4"]);
    expect(chips.map((chip) => chip.getAttribute("aria-pressed"))).toEqual(["true", "true", "false", "true"]);
    expect(chips[0]?.style.getPropertyValue("--head")).toBe("red");
  });

  it("turns heads off in order, and on again", async () => {
    const element = await mount("headwise-head-switches", { heads: 4, off: [2] });
    const wanted = heard<Partial<Settings>>(element, "headwise-set");
    const [first, , third] = allInside<HTMLButtonElement>(element, "button");
    first?.click();
    third?.click();
    expect(wanted).toEqual([{ headsOff: [0, 2] }, { headsOff: [] }]);
  });
});
