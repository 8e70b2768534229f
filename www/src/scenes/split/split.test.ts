import { expect, it } from "vitest";
import { loadTrace } from "../../testing/trace";
import type { GridMark } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { testScene } from "../testing/scene-suite";
import { split } from "./index";

testScene(split, new URL("./formulas.json", import.meta.url));

const trace = await loadTrace({ heads: 4, kvHeads: 2, dModel: 16 });
const context: SceneContext = { trace, choice: { head: 0, row: 2 }, aspect: "wide" };

function beat(id: string): Beat {
  const found = split.beats.find((each) => each.id === id);
  if (!found) throw new Error(`no beat ${id}`);
  return found;
}

function gridsAtRest(id: string): Map<string, GridMark> {
  const rest = beat(id).keyframes(context).at(-1);
  return new Map(rest?.marks.flatMap((mark) => (mark.kind === "grid" ? [[mark.id, mark] as const] : [])));
}

it("moves the columns of Q: a head shows the same cells under the same name as its band", () => {
  const bands = gridsAtRest("bands");
  const heads = gridsAtRest("heads");
  for (let head = 0; head < 4; head++) {
    const id = `q:head:${head}`;
    expect(bands.get(id)?.view.cols).toEqual({ axis: "wide", start: head * 4, count: 4 });
    expect(heads.get(id)?.view).toEqual(bands.get(id)?.view);
    expect(heads.get(id)?.x).not.toBe(bands.get(id)?.x);
  }
});

it("gives K and V a band for each key and value head only", () => {
  const ids = [...gridsAtRest("heads").keys()];
  expect(ids.filter((id) => id.startsWith("k:head:"))).toEqual(["k:head:0", "k:head:1"]);
  expect(ids.filter((id) => id.startsWith("v:head:"))).toEqual(["v:head:0", "v:head:1"]);
});

it("shows a repeated word with the same row of the table of words", () => {
  const rest = gridsAtRest("sentence");
  const [first, second] = trace.tokens.flatMap((token, place) => (token.toLowerCase() === "the" ? [place] : []));
  const index = trace.tensor("wordIndex");
  expect(rest.get(`word:${second}`)?.view.rows?.start).toBe(index.at([second ?? 0]));
  expect(rest.get(`word:${first}`)?.view.rows?.start).toBe(index.at([first ?? 0]));
});

it("reveals K and V one after the other", () => {
  const reveals = beat("keys-values")
    .keyframes(context)
    .map((list) =>
      ["k", "v"].map((id) => list.marks.find((mark): mark is GridMark => mark.kind === "grid" && mark.id === id)?.reveal ?? null),
    );
  expect(reveals).toEqual([
    [null, null],
    [0, null],
    [1, null],
    [1, 0],
    [1, 1],
    [1, 1],
  ]);
});
