/** Division by the square root of d_k: what it does to the spread, and to the softmax of a row. */
import type { BarsMark, Mark } from "../../marks/display-list";
import type { Beat } from "../scene";
import { bars, bracket, dimmed, display, grid, operator } from "../shared/marks";
import { number } from "../shared/numbers";
import { along, largest } from "../shared/reading";
import { middleOf, rightOf } from "../shared/rects";
import { legend } from "../shared/scales";
import { rowsOf } from "../shared/views";
import { link, quoted, say } from "../shared/words";
import { headOf, type Head } from "./head";

export const scaleScores: Beat = {
  id: "scale",
  title: "Divide by the root of d_k",
  formula: "scale",
  caption(context) {
    const { head, row } = headOf(context);
    const { trace } = context;
    const place = { head, query: row };
    const { index: key, value } = largest(along(trace, "unscaledWeights", "key", place));
    const temperature = trace.fact("temperature");
    const root = number(Math.sqrt(trace.fact("headDim")));
    const divisor = temperature === 1 ? `√d_k = ${root}` : `√d_k = ${root}, and by the temperature ${number(temperature)},`;
    return say(
      `Divided by ${divisor} the scores spread by `, link(number(trace.tensor("scaledSpread").at([head])), "scaled", { head }),
      " instead of ", link(number(trace.tensor("scoreSpread").at([head])), "scores", { head }),
      `. Otherwise ${quoted(context, row)} would give ${quoted(context, key)} a weight of `,
      link(number(value), "unscaledWeights", { ...place, key }), ", not ",
      link(number(trace.tensor("weights").at({ ...place, key })), "weights", { ...place, key }), ".",
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const { room, scales, layout: { compare } } = head;
    const legends = [legend("scores", scales.score), legend("weights", scales.weight)];
    const scores = grid("scores", head.views.scores, scales.score, compare.left, {
      title: "S", shape: head.square, rowLabels: head.words, colLabels: head.words,
    });
    const scaled = grid("scaled", head.views.scaled, scales.score, compare.right, {
      title: "S / √d_k", shape: head.square, colLabels: head.words,
    });
    const signs = divisionSign(head);
    const spreads = [spread(head, "scores", "scoreSpread"), spread(head, "scaled", "scaledSpread")];
    const charts = [weightBars(head, "unscaledWeights"), weightBars(head, "weights")];
    return [
      display(room.frame, legends, scores),
      display(room.frame, legends, scores, signs, scaled, spreads),
      display(room.frame, legends, dimmed(scores), signs, dimmed(scaled), spreads, charts),
      display(room.frame, legends, scores, signs, scaled, spreads, charts),
    ];
  },
};

function divisionSign({ room, layout: { compare }, sizes, context }: Head): readonly Mark[] {
  const x = (rightOf(compare.left) + compare.right.x) / 2;
  const [, y] = middleOf(compare.left);
  const root = number(Math.sqrt(sizes.dim) * context.trace.fact("temperature"));
  if (room.tall) return [operator("divide", x, y, "→")];
  return [operator("divide", x, y, `÷ ${root} =`)];
}

/** The standard deviation of a score matrix, under it. */
function spread({ context, head, layout: { compare } }: Head, side: "scores" | "scaled", tensor: string): Mark {
  const area = side === "scores" ? compare.left : compare.right;
  const value = number(context.trace.tensor(tensor).at([head]));
  return bracket(`${side}:spread`, area, "bottom", `spread ${value}`, { hue: "score" });
}

/** Softmax of the followed row, without the scale and with it, as bars in the columns of the matrix above. */
function weightBars(head: Head, tensor: "weights" | "unscaledWeights"): BarsMark {
  const { layout: { compare }, row, room } = head;
  const without = tensor === "unscaledWeights";
  return bars(
    `${tensor}:bars`,
    rowsOf({ ...head.views.weights, tensor }, row),
    without ? compare.leftBars : compare.rightBars,
    { hue: "weight", domain: [0, 1], title: room.tall ? `softmax, ${without ? "raw" : "scaled"}` : `softmax of the row, ${without ? "not scaled" : "scaled"}` },
  );
}
