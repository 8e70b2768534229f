import { expect, it } from "vitest";
import { loadTrace } from "../../testing/trace";
import type { GridMark } from "../../marks/display-list";
import { captionText } from "../../timeline/frame";
import type { Beat, SceneContext } from "../scene";
import { along, largest } from "../shared/reading";
import { testScene } from "../testing/scene-suite";
import { attend } from "./index";

testScene(attend, new URL("./formulas.json", import.meta.url));

const trace = await loadTrace({ heads: 4, kvHeads: 2, dModel: 16 });
const context: SceneContext = { trace, choice: { head: 3, row: 5 }, aspect: "wide" };

function beat(id: string): Beat {
  const found = attend.beats.find((each) => each.id === id);
  if (!found) throw new Error(`no beat ${id}`);
  return found;
}

function gridAtRest(id: string, mark: string): GridMark | undefined {
  const rest = beat(id).keyframes(context).at(-1);
  return rest?.marks.find((each): each is GridMark => each.kind === "grid" && each.id === mark);
}

it("follows the chosen head with the keys of its group", () => {
  expect(gridAtRest("scores", "q:head:3")?.view.fixed).toEqual({ head: 3 });
  expect(gridAtRest("scores", "k:head:1")?.view).toMatchObject({
    fixed: { kvHead: 1 },
    rows: { axis: "dim" },
    cols: { axis: "token" },
  });
});

it("stands each score in the row of its query and the column of its key", () => {
  const [q, k, s] = ["q:head:3", "k:head:1", "scores"].map((id) => gridAtRest("scores", id));
  expect([s?.y, s?.height]).toEqual([q?.y, q?.height]);
  expect([s?.x, s?.width]).toEqual([k?.x, k?.width]);
});

it("compares scores before and after the division on one scale", () => {
  expect(gridAtRest("scale", "scaled")?.scale).toEqual(gridAtRest("scale", "scores")?.scale);
});

it("tells which word the row looks at hardest", () => {
  const { index, value } = largest(along(trace, "weights", "key", { head: 3, query: 5 }));
  const text = captionText(beat("weights").caption(context));
  expect(text).toContain(`(${value.toFixed(2)})`);
  if (index !== 5) expect(text).toContain(`“${trace.tokens[index]}”`);
});

it("says that nothing is masked when nothing is", async () => {
  const open = { ...context, trace: await loadTrace({ causal: false }) };
  expect(captionText(beat("mask").caption(open))).toMatch(/^No mask is set/);
});

it("keeps the chosen head's weights one object from its row to the small multiples", () => {
  expect(gridAtRest("weights", "weights:head:3")?.view).toEqual(gridAtRest("all-heads", "weights:head:3")?.view);
});
