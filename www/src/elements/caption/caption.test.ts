// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Lit } from "../events/highlight";
import { allInside, heard, inside, mount, rendered, textOf } from "../testing/mount";
import "./caption";

const word = { text: "this word", target: { tensor: "q", at: { token: 2 } } };
const make = () => mount("headwise-caption", { heading: "Z W_O", parts: ["Look at ", word, "."] });

describe("<headwise-caption>", () => {
  it("shows and speaks the beat", async () => {
    const caption = await make();
    expect(textOf(inside(caption, "p"))).toBe("Look at this word.");
    expect(allInside(caption, "h2 sub").map(textOf)).toEqual(["O"]);
    expect(textOf(inside(caption, "[aria-live=polite]"))).toBe("Z W O. Look at this word.");
  });

  it("keeps the reader's words apart from the sentence around them", async () => {
    const caption = await mount("headwise-caption", { parts: ["The row of “קוד_a” and ", { ...word, text: "“B_c”" }] });
    expect(allInside(caption, "bdi").map(textOf)).toEqual(["קוד_a", "B_c"]);
    expect(allInside(caption, "p sub")).toEqual([]);
  });

  it("lights what a word stands for while it is pointed at or has the focus", async () => {
    const caption = await make();
    const lit = heard<Lit | null>(caption, "headwise-highlight");
    const link = inside(caption, "[role=button]");
    for (const type of ["pointerenter", "pointerleave", "focus", "blur"]) link.dispatchEvent(new Event(type));
    expect(lit).toEqual([word.target, null, word.target, null]);
  });

  it("lights the words for the cell that is pointed at", async () => {
    const caption = await make();
    for (const [token, count] of [[2, 1], [3, 0]] as const) {
      caption.pointed = { tensor: "q", at: { token, dim: 0 } };
      await rendered(caption);
      expect(allInside(caption, ".lit")).toHaveLength(count);
    }
  });
});
