// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Settings } from "../shared/settings";
import { heard, inside, mount, textOf } from "../testing/mount";
import "./sentence";

describe("<headwise-sentence>", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("takes the sentence when typing pauses, once", async () => {
    const element = await mount("headwise-sentence", { text: "one", count: 1 });
    const wanted = heard<Partial<Settings>>(element, "headwise-set");
    const field = inside<HTMLTextAreaElement>(element, "textarea");
    for (const text of ["one t", "one two"]) {
      field.value = text;
      field.dispatchEvent(new Event("input"));
      vi.advanceTimersByTime(100);
    }
    expect(wanted).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(wanted).toEqual([{ text: "one two" }]);
  });

  it("takes it at once on Enter, and writes no line break", async () => {
    const element = await mount("headwise-sentence", { text: "one" });
    const wanted = heard<Partial<Settings>>(element, "headwise-set");
    const enter = new KeyboardEvent("keydown", { key: "Enter", cancelable: true });
    inside<HTMLTextAreaElement>(element, "textarea").dispatchEvent(enter);
    expect(wanted).toEqual([{ text: "one" }]);
    expect(enter.defaultPrevented).toBe(true);
  });

  it("counts words, says what is left out, and what is wrong", async () => {
    const count = async (properties: object) => textOf(inside(await mount("headwise-sentence", properties), "#count"));
    expect(await count({ count: 0 })).toBe("Up to 64 words");
    expect(await count({ count: 5 })).toBe("5 of up to 64 words");
    expect(await count({ count: 64, dropped: 9 })).toBe("The first 64 words are used, 9 are left out.");
    expect(await count({ count: 5, error: "Type at least one word." })).toBe("Type at least one word.");
  });
});
