import { describe, expect, it } from "vitest";
import type { DisplayList, GridMark, LabelMark, Mark } from "../marks/display-list";
import { tween } from "./tween";

const frame = { x: 0, y: 0, width: 100, height: 50 };
const list = (marks: Mark[], over: Partial<DisplayList> = {}): DisplayList => ({ marks, frame, legend: [], ...over });
const grid = (over: Partial<GridMark> = {}): GridMark => ({
  kind: "grid", id: "q", x: 0, y: 0, width: 10, height: 10, title: "Q",
  view: { tensor: "q", fixed: {}, rows: { axis: "token", start: 0, count: 2 }, cols: null },
  scale: { kind: "diverging", hue: "query", limit: 1 }, ...over,
});
const label = (text: string): LabelMark => ({ kind: "label", id: "note", x: 0, y: 0, text });

describe("tween", () => {
  it("is exactly the first list at 0 and the second at 1", () => {
    const [a, b] = [list([grid()]), list([grid({ x: 8 })])];
    expect(tween(a, b, 0)).toBe(a);
    expect(tween(a, b, 1)).toBe(b);
  });

  it("moves a mark that both lists have, halfway at half time", () => {
    const b = list([grid({ x: 8, width: 30, reveal: 0, dim: 1 })], { frame: { ...frame, x: 20 } });
    const middle = tween(list([grid()]), b, 0.5);
    expect(middle.marks).toHaveLength(1);
    expect(middle.marks[0]).toMatchObject({ id: "q", x: 4, width: 20, reveal: 0.5, dim: 0.5, opacity: 1 });
    expect(middle.frame.x).toBe(10);
  });

  it("fades leaving marks out before entering marks fade in", () => {
    const [a, b] = [list([grid({ id: "old" })]), list([grid({ id: "new", opacity: 0.5 })])];
    const ids = (t: number): string[] => tween(a, b, t).marks.map((mark) => mark.id);
    expect(ids(0.1)).toEqual(["old"]);
    expect(ids(0.9)).toEqual(["new"]);
    const late = tween(a, b, 0.999).marks[0];
    expect(late?.opacity).toBeCloseTo(0.5, 3);
  });

  it("cross-fades a grid whose numbers change and lays the new over the old", () => {
    const other = grid({ x: 8, title: "K", view: { ...grid().view, tensor: "k" } });
    const middle = tween(list([grid()]), list([other]), 0.5).marks as GridMark[];
    expect(middle.map((mark) => [mark.view.tensor, mark.x])).toEqual([["q", 4], ["k", 4]]);
    expect(middle[0]?.opacity).toBe(1);
    expect(middle[1]?.opacity).toBeCloseTo(0.5, 9);
    expect(middle.map((mark) => mark.title)).toEqual([undefined, "K"]);
    expect(new Set(middle.map((mark) => mark.id)).size).toBe(2);
    expect(tween(list([grid()]), list([other]), 0.1).marks.map((mark) => mark.id)).toEqual(["q"]);
    expect(tween(list([grid()]), list([other]), 0.9).marks.map((mark) => mark.id)).toEqual(["q"]);
  });

  it("fades words that change and keeps words that stay", () => {
    const changed = tween(list([label("a")]), list([label("b")]), 0.5).marks[0];
    expect(changed?.opacity).toBe(0);
    const kept = tween(list([label("a")]), list([{ ...label("a"), x: 2 }]), 0.5).marks[0];
    expect(kept).toMatchObject({ x: 1, opacity: 1, text: "a" });
  });

  it("treats a mark that changes its kind as two marks", () => {
    const bars: Mark = { kind: "bars", id: "q", x: 0, y: 0, width: 1, height: 1, hue: "query", domain: [0, 1], view: grid().view };
    const kinds = (t: number): string[] => tween(list([grid()]), list([bars]), t).marks.map((mark) => mark.kind);
    expect(kinds(0.2)).toEqual(["grid"]);
    expect(kinds(0.8)).toEqual(["bars"]);
  });
});
