/** X W_K = K and X W_V = V, beside Q. */
import type { Mark } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { display } from "../shared/marks";
import { roomFor } from "../shared/room";
import { sizesOf } from "../shared/sizes";
import { isTurned } from "../shared/trained";
import { link, say } from "../shared/words";
import { tripleLayout } from "./layout";
import { inFocus, inputMark, jointLegends, legends, productMark, resultMark, weightsMark } from "./matrices";
import { keys, projections, queries, values, type Projection } from "./projections";

/** How far each projection has come: not there yet, empty, or computed. */
type Progress = Readonly<Record<Projection["letter"], "absent" | "empty" | "computed">>;

export const keysValues: Beat = {
  id: "keys-values",
  title: "K and V the same way",
  formula: "keysValues",
  trainedFormula: { biased: "keysValuesBias", turned: "keysValuesTurned" },
  caption({ trace }) {
    if (isTurned(trace)) return turnedCaption;
    return say(
      "Two more matrices, ",
      link("W_K", "wk"),
      " and ",
      link("W_V", "wv"),
      ", read the same rows of ",
      link("X", "x"),
      ". A row of ",
      link("K", "k"),
      " says what its word can be found by, a row of ",
      link("V", "v"),
      " what it hands over.",
    );
  },
  keyframes(context) {
    const { frame } = roomFor(context);
    return [
      display(frame, legends(context, queries), picture(context, { Q: "computed", K: "absent", V: "absent" }, queries)),
      display(frame, legends(context, keys), picture(context, { Q: "computed", K: "empty", V: "absent" }, keys)),
      display(frame, legends(context, keys), picture(context, { Q: "computed", K: "computed", V: "absent" }, keys)),
      display(frame, legends(context, values), picture(context, { Q: "computed", K: "computed", V: "empty" }, values)),
      display(frame, legends(context, values), picture(context, { Q: "computed", K: "computed", V: "computed" }, values)),
      display(frame, jointLegends(context), picture(context, { Q: "computed", K: "computed", V: "computed" }, null)),
      // Turned in place, where that is done.
      ...(isTurned(context.trace) ? [display(frame, jointLegends(context), picture(context, { Q: "computed", K: "computed", V: "computed" }, null, resultMark))] : []),
    ];
  },
};

const turnedCaption = say(
  "Two more matrices, ",
  link("W_K", "wk"),
  " and ",
  link("W_V", "wv"),
  ", read the same rows of ",
  link("X", "x"),
  ": what a word is found by, and what it hands over. Then the rows of ",
  link("Q", "q"),
  " and ",
  link("K", "k"),
  " are turned by their words’ places (RoPE), so that scores know distances.",
);

/** X and the projections that are there; all but `watched` dimmed, none when null. `mark` draws what is computed. */
function picture(context: SceneContext, progress: Progress, watched: Projection | null, mark = productMark): readonly Mark[] {
  const room = roomFor(context);
  const { left, tops, products } = tripleLayout(room, sizesOf(context.trace));
  const shown = projections.flatMap((projection, block) => {
    const [top, product] = [tops[block], products[block]];
    const state = progress[projection.letter];
    if (state === "absent" || !top || !product) return [];
    const marks = [weightsMark(context, projection, top), mark(context, projection, product, state === "computed" ? 1 : 0)];
    return inFocus(marks, watched === null || watched === projection);
  });
  return [inputMark(context, left), ...shown];
}
