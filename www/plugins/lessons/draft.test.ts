import { describe, expect, it } from "vitest";
import { draftOf } from "./draft";

const said = { right: "Yes.", wrong: "No." };
const scene = { scene: "attend", text: "the keys open a door", heads: "2", "d-model": "16", row: "3" };
const words = (html: string) => [...html.matchAll(/<span>([^<]*)<\/span>/g)].map(([, word]) => word);
const count = (html: string, part: RegExp) => html.match(part)?.length ?? 0;

describe("what stands in a checkpoint before its scene is there", () => {
  it("cannot be used, and is no part of the text", () => {
    const html = draftOf({ kind: "number", answer: "1", unit: "bytes", ...said }, scene);
    expect(html).toMatch(/^<fieldset slot="draft" class="draft" disabled /);
    expect(html).toMatch(/<span>bytes<\/span>.*Check.*Show the answer/s);
  });

  it("has the words that can be picked", () => {
    expect(words(draftOf({ kind: "token", answer: "0", ...said }, scene))).toEqual(["the", "keys", "open", "a", "door"]);
    expect(words(draftOf({ kind: "token", answer: "0", among: "range(row + 1)", ...said }, scene))).toEqual(["the", "keys", "open"]);
    // Only the numbers can tell; so there is room for all.
    expect(words(draftOf({ kind: "token", answer: "0", among: "visible[0, *]", ...said }, scene))).toHaveLength(5);
    expect(words(draftOf({ kind: "token", answer: "0", among: "range(row + 1)", ...said }, { ...scene, weights: "trained", text: "keys open." }))).toEqual(["&lt;begin&gt;", "keys", "open", "."]);
  });

  it("has the statements, with points for numbers that nobody has yet", () => {
    const options = JSON.stringify(["{heads} `heads` & W_O | heads == 2 | So.", "None | heads == 0 | So."]);
    const html = draftOf({ kind: "choice", options, ...said }, scene);
    expect(count(html, /type="radio"/g)).toBe(2);
    expect(html).toContain("<span>… heads &amp; W<sub>O</sub></span>");
    expect(html).not.toMatch(/[{}`]/);
  });

  it("has a task's controls as they stand at first, and how it stands", () => {
    const controls = JSON.stringify(["temperature 0.1 5 0.1", "heads of 1 2 4", "causal", "off", "text"]);
    const html = draftOf({ kind: "task", goal: "heads == 4", state: "`{token(0)}` gives {weights[0, 0, 0]:2}, {if(heads == 1, 'one', 'several of them')}.", controls, ...said }, scene);
    expect(html).toContain('<input type="range" min="0.1" max="5" step="0.1" value="1"><output>1</output>');
    expect(html).toContain("<span>1</span><span>2</span><span>4</span>");
    expect(count(html, /type="checkbox"/g)).toBe(3);
    expect(html).toContain('value="the keys open a door"');
    expect(html).toMatch(/<code>\u2007…\u2007<\/code> gives \u2007…\u2007, \u2007{7}…\u2007{7}\./);
    expect(html).not.toContain("Show the answer");
  });

  it("has a query's components and the words before its row, and all heads of the model for an exam", () => {
    const query = draftOf({ kind: "query", goal: "attention[0] > 1", ...said }, scene);
    expect(count(query, /type="range"/g)).toBe(8);
    expect(count(query, /<tr>/g)).toBe(3);
    expect(count(draftOf({ kind: "exam", goal: "exam.off == 1", ...said }, scene), /type="checkbox"/g)).toBe(18);
  });

  it.each([[{ kind: "riddle" }, "of kind token"], [{ kind: "task", goal: "1 == 1", controls: '["colour"]' }, "no setting colour"]])("says what is wrong with %o", (asked, message) => {
    expect(() => draftOf({ ...said, ...asked } as Record<string, string>, scene)).toThrow(message);
  });
});
