import { describe, expect, it } from "vitest";
import { columnAngle, shownLabels } from "./side-labels";
import { recordingContext } from "./testing";
import { runsOf, TextRuler } from "./text";

describe("text", () => {
  const { context, calls } = recordingContext();
  const ruler = new TextRuler(context);

  it("shortens to what fits, by whole letters", () => {
    expect(ruler.elide("cabinet", "f", 42)).toBe("cabinet");
    expect(ruler.elide("cabinet", "f", 30)).toBe("cabi…");
    expect(ruler.elide("cabinet", "f", 5)).toBe("");
    expect(ruler.elide("🙂🙂🙂", "f", 30)).toBe("🙂🙂…");
  });

  it("measures a text once", () => {
    const before = calls.filter((call) => call.name === "measureText").length;
    ruler.width("cabinet", "f");
    expect(calls.filter((call) => call.name === "measureText")).toHaveLength(before);
  });

  it("reads subscripts and superscripts", () => {
    expect(runsOf("W_Q")).toEqual([{ text: "W", script: 0 }, { text: "Q", script: -1 }]);
    expect(runsOf("d_{model} K^T")).toEqual([
      { text: "d", script: 0 }, { text: "model", script: -1 }, { text: " K", script: 0 }, { text: "T", script: 1 },
    ]);
    expect(runsOf("plain").map((run) => run.text)).toEqual(["plain"]);
    expect(runsOf("end_").map((run) => run.text).join("")).toBe("end_");
  });
});

describe("labels beside cells", () => {
  const none = new Set<number>();

  it("shows all where they fit and every k-th where they do not", () => {
    expect(shownLabels(4, 20, 14, none)).toEqual([0, 1, 2, 3]);
    expect(shownLabels(10, 5, 14, none)).toEqual([0, 3, 6, 9]);
    expect(shownLabels(0, 5, 14, none)).toEqual([]);
  });

  it("always shows the highlighted one, and nothing that touches it", () => {
    const shown = shownLabels(10, 5, 14, new Set([4]));
    expect(shown).toContain(4);
    for (const [i, place] of shown.entries()) if (i > 0) expect(place - (shown[i - 1] ?? 0)).toBeGreaterThanOrEqual(14 / 5);
  });

  it("turns column names when they are wider than a column", () => {
    expect([columnAngle(50, 40, 14), columnAngle(30, 40, 14), columnAngle(15, 40, 14)]).toEqual([0, 45, 90]);
  });
});
