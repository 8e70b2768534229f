import { expect, it } from "vitest";
import type { GridMark } from "../../marks/display-list";
import { loadTrace, loadTrained } from "../../testing/trace";
import { captionText } from "../../timeline/frame";
import type { Beat, SceneContext } from "../scene";
import { number } from "../shared/numbers";
import { captionProblems } from "../testing/caption-checks";
import { overlapsOf, problemsOf } from "../testing/layout-checks";
import { testScene } from "../testing/scene-suite";
import { onlineSoftmax } from "./index";
import { scientific } from "./scientific";

testScene(onlineSoftmax, new URL("./formulas.json", import.meta.url));

const tiles = { head: 3, rows: 4, columns: 2, splits: 2 };
const request = { text: "the keys to the cabinet near the door are on the table", heads: 4, kvHeads: 2, dModel: 16 };
const trace = await loadTrace({ ...request, tiles });
const context: SceneContext = { trace, choice: { head: 3, row: 6 }, aspect: "wide" };

function beat(id: string): Beat {
  const found = onlineSoftmax.beats.find((each) => each.id === id);
  if (!found) throw new Error(`no beat ${id}`);
  return found;
}

function textOf(id: string, at: SceneContext = context): string {
  return captionText(beat(id).caption(at));
}

function gridAtRest(id: string, mark: string): GridMark | undefined {
  const rest = beat(id).keyframes(context).at(-1);
  return rest?.marks.find((each): each is GridMark => each.kind === "grid" && each.id === mark);
}

it("tells where a row's maximum moves, and by what its past is multiplied", () => {
  const query = trace.tokens.findIndex((_, row) => row > 3 && trace.tensor("rescale").at({ keyTile: 1, query: row }) < 1);
  expect(query).toBeGreaterThan(0);
  const factor = trace.tensor("rescale").at({ keyTile: 1, query });
  const text = textOf("one-pass", { ...context, choice: { head: 3, row: query } });
  expect(text).toContain(`In tile 2 the maximum moves to ${number(trace.tensor("tileMax").at({ pass: 2, query }))}`);
  expect(text).toContain(`multiplied by ${number(factor)}.`);
});

it("stands the state after a tile under the tile's keys", () => {
  const [first, second] = ["m:tile:0", "m:tile:1"].map((id) => gridAtRest("one-pass", id));
  expect(first?.width).toBeCloseTo(second?.width ?? 0);
  expect((first?.x ?? 0) + (first?.width ?? 0)).toBeCloseTo(second?.x ?? 0);
});

it("loads the queries of the followed row's tile", () => {
  expect(gridAtRest("two-memories", "q:tile")?.view.rows).toEqual({ axis: "token", start: 4, count: 4 });
});

it("says that nothing is skipped where every key is visible", async () => {
  const open = { ...context, trace: await loadTrace({ ...request, causal: false, tiles }) };
  expect(textOf("skipped", open)).toMatch(/none skipped\.$/u);
  expect(textOf("skipped")).toMatch(/never loaded\.$/u);
});

it("shows the row's two passes until its tiles are computed", async () => {
  const bare = { ...context, trace: await loadTrace(request) };
  for (const { id, keyframes } of onlineSoftmax.beats) {
    expect(textOf(id, bare)).toBe(textOf("two-passes", bare));
    expect(keyframes(bare)).toEqual(beat("two-passes").keyframes(bare));
  }
});

it("draws the trained model's tiles", async () => {
  const trained = await loadTrained({ text: "Anna Quill says that the keys are old. Anna", layer: 1, tiles });
  for (const aspect of ["wide", "tall"] as const) {
    const at: SceneContext = { trace: trained, choice: { head: 3, row: 9 }, aspect };
    for (const each of onlineSoftmax.beats) {
      const frames = each.keyframes(at);
      const problems = [...frames.flatMap((list) => problemsOf(list, trained)), ...frames.slice(-1).flatMap(overlapsOf)];
      expect([each.id, ...problems, ...captionProblems(each.caption(at), trained)]).toEqual([each.id]);
    }
  }
});

it("writes small numbers with a power of ten", () => {
  expect(scientific(5.96e-8)).toBe("6.0 × 10⁻⁸");
  expect(scientific(3e-12)).toBe("3.0 × 10⁻¹²");
});
