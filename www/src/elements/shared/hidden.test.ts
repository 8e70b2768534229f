import { describe, expect, it } from "vitest";
import { hiddenBy, hideable } from "./hidden";

describe("what is left away", () => {
  it("is nothing, all but the timeline, or everything but picture and words", () => {
    expect([...hiddenBy("all", "", "timeline").hidden]).toEqual([]);
    expect(hiddenBy(null, "", "timeline").hidden.has("settings")).toBe(true);
    expect(hiddenBy("", "", "timeline").hidden.has("timeline")).toBe(false);
    expect(hiddenBy("none", "", "timeline").hidden.has("timeline")).toBe(true);
    expect(hiddenBy("none", "", "timeline").hidden.has("caption")).toBe(false);
  });

  it("grows by the names in hide", () => {
    expect([...hiddenBy("all", "speed, zoom  scenes", "all").hidden]).toEqual(["speed", "zoom", "scenes"]);
    expect(hiddenBy("all", hideable.join(" "), "all")).toEqual({ hidden: new Set(hideable), problems: [] });
  });

  it("is told when a name means nothing", () => {
    const { hidden, problems } = hiddenBy("some", "sound", "timeline");
    expect(hidden).toEqual(hiddenBy(null, "", "timeline").hidden);
    expect(problems).toEqual([
      "controls can be all, timeline, none, not “some”. Using timeline.",
      expect.stringMatching(/^There is no part “sound” to hide: there are bar, settings,/u),
    ]);
  });
});
