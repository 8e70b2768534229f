/** The columns of Q part into heads, and those of W_Q with them. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { dimmed, display, label, measure } from "../shared/marks";
import { count, counted } from "../shared/numbers";
import { rightOf } from "../shared/rects";
import { roomFor, type Room } from "../shared/room";
import { sizesOf } from "../shared/sizes";
import { hasBias } from "../shared/trained";
import { link, say } from "../shared/words";
import { closed, partedLayout, tripleLayout } from "./layout";
import { bandBrackets, inFocus, inputMark, legends, resultBands, resultMark, weightsBands, weightsMark } from "./matrices";
import { keys, queries, values } from "./projections";

export const bands: Beat = {
  id: "bands",
  title: "Q parts into heads",
  formula: "bands",
  caption({ trace }) {
    const { h, dim, wide } = sizesOf(trace);
    if (h === 1) {
      return say("With one head there is nothing to part: all ", `${wide} columns of `, link("Q", "q"), " are head 1.");
    }
    return say(
      `The ${wide} columns of `,
      link("Q", "q"),
      ` part into ${h} bands of d_k = ${dim}, one for each head. `,
      link("Head 1", "qHeads", { head: 0 }),
      ` has the first ${dim} columns, `,
      link("head 2", "qHeads", { head: 1 }),
      ` the next ${dim}.`,
    );
  },
  keyframes(context) {
    const { room, q, wq, rest } = stage(context);
    const { h, dim } = sizesOf(context.trace);
    const list = legends(context, queries);
    const whole = resultMark(context, queries, closed(room, q, h));
    const weights = dimmed(weightsMark(context, queries, closed(room, wq, h)));
    return [
      display(
        room.frame,
        list,
        rest,
        weights,
        { ...whole, bands: dim },
        resultBands(context, room, queries, q, false),
        bandBrackets(context, room, queries, q, false),
      ),
      display(
        room.frame,
        list,
        rest,
        weights,
        resultBands(context, room, queries, q, true),
        bandBrackets(context, room, queries, q, true),
      ),
    ];
  },
};

export const narrowProjections: Beat = {
  id: "narrow-projections",
  title: "One projection is h narrow ones",
  formula: "narrowProjections",
  trainedFormula: { biased: "narrowProjectionsBias", turned: "narrowProjectionsTurned" },
  caption({ trace }) {
    const { h, dim, model, wide } = sizesOf(trace);
    const parameters = count(trace.fact("parametersPerProjection"));
    if (h === 1) {
      return say("One head uses ", link("W_Q", "wq"), ` in one piece: ${model} × ${wide} = ${parameters} parameters.`);
    }
    return say(
      "Cut ",
      link("W_Q", "wq"),
      " in the same places and each head has its own narrow projection. The count stays: ",
      `${counted(h, "piece")} of ${model} × ${dim} hold ${parameters} parameters, as the whole did.`,
      hasBias(trace) ? " The bias is cut with it." : "",
    );
  },
  keyframes(context) {
    const { room, q, wq, rest, corner } = stage(context);
    const list = legends(context, queries);
    const results = [...resultBands(context, room, queries, q, true), ...bandBrackets(context, room, queries, q, true)];
    const closedWeights = weightsMark(context, queries, closed(room, wq, sizesOf(context.trace).h));
    const counts = parameterCounts(context, room, corner);
    return [
      display(
        room.frame,
        list,
        rest,
        inFocus(results, false),
        closedWeights,
        weightsBands(context, room, queries, wq, false),
        counts.slice(0, 2),
      ),
      display(room.frame, list, rest, results, weightsBands(context, room, queries, wq, true), counts),
    ];
  },
};

/** Where Q stands, and what stands around it: on a phone Q has the sheet for itself. */
function stage(context: SceneContext) {
  const room = roomFor(context);
  const sizes = sizesOf(context.trace);
  const { left, tops, products } = partedLayout(room, sizes);
  const [wq, q] = [tops[0], products[0]];
  const whole = tripleLayout(room, sizes);
  if (!wq || !q) throw new Error("a layout of projections starts with Q");
  const others = [keys, values].flatMap((projection, block): Mark[] => {
    const [top, product] = [whole.tops[block + 1], whole.products[block + 1]];
    if (room.tall || !top || !product) return [];
    return [weightsMark(context, projection, top), resultMark(context, projection, product)];
  });
  const width = measure("d_model", left, `d_{model} = ${sizes.model}`);
  const rest = [...inFocus([inputMark(context, left), ...others], false), ...width];
  const corner = { x: left.x, y: wq.y, width: rightOf(left) - left.x, height: wq.height };
  return { room, wq, q, rest, corner };
}

/** The sum of parameters for one head and for h, in the empty corner above X. */
function parameterCounts(context: SceneContext, room: Room, corner: Rect): readonly Mark[] {
  const { h, dim, model, wide } = sizesOf(context.trace);
  const parameters = count(context.trace.fact("parametersPerProjection"));
  const line = room.tall ? 17 : 22;
  const right = rightOf(corner);
  const top = corner.y + corner.height / 2 - 2 * line;
  const at = (place: number, name: string, text: string, hue: "ink" | "muted"): Mark =>
    label(`parameters:${name}`, right, top + place * line, text, { align: "end", hue, size: hue === "ink" ? "body" : "small" });
  const whole = [at(0, "one", "as one head", "muted"), at(1, "one:count", `${model} × ${wide} = ${parameters}`, "ink")];
  if (h === 1) return whole;
  return [
    ...whole,
    at(2.5, "many", `as ${h} heads`, "muted"),
    at(3.5, "many:count", `${h} × ${model} × ${dim} = ${parameters}`, "ink"),
  ];
}
