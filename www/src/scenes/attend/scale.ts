/** Division by the square root of d_k: what it does to the spread, and to the softmax of a row. */
import type { BarsMark, Mark } from "../../marks/display-list";
import type { Beat, CaptionPart } from "../scene";
import { bars, box, bracket, display, grid, operator } from "../shared/marks";
import { number } from "../shared/numbers";
import { along, largest } from "../shared/reading";
import { colsIn, middleOf, rightOf, rowsIn } from "../shared/rects";
import { legend } from "../shared/scales";
import { colsOf, rowsOf } from "../shared/views";
import { capital, link, quoted, say } from "../shared/words";
import { headOf, type Head } from "./head";

export const scaleScores: Beat = {
  id: "scale",
  title: "Divide by the root of d_k",
  formula: "scale",
  caption(context) {
    const of = headOf(context);
    const { trace } = context;
    const { head, row } = of;
    const word = quoted(context, row);
    if (openKeys(of) === 1) {
      return say(...spreads(of), `${capital(word)} can look at one word only, so it spends all its attention there either way.`);
    }
    const { index: key, value } = largest(along(trace, "unscaledWeights", "key", { head, query: row }));
    const at = { head, query: row, key };
    const name = key === row ? "itself" : quoted(context, key);
    const divided = trace.tensor("weights").at(at);
    // Where the two read the same, the one word has won either way.
    if (divided.toFixed(2) === value.toFixed(2)) {
      const share = link(number(divided), "weights", at);
      return say(...spreads(of), `Divided or not, ${word} spends `, share, ` of its attention on ${name}: its scores lie that far apart.`);
    }
    return say(
      ...spreads(of),
      `Undivided, ${word} would spend `,
      link(number(value), "unscaledWeights", at),
      ` of its attention on ${name}, not `,
      link(number(divided), "weights", at),
      ".",
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const {
      room,
      scales,
      layout: { compare },
    } = head;
    const legends = [legend("scores", scales.score), legend("weights", scales.weight)];
    const scores = grid("scores", head.views.scores, scales.score, compare.left, {
      title: "S",
      shape: head.square,
      rowLabels: head.words,
      colLabels: head.words,
    });
    const scaled = grid("scaled", head.views.scaled, scales.score, compare.right, {
      title: "S / √d_k",
      shape: head.square,
      colLabels: head.words,
    });
    const signs = divisionSign(head);
    const spreads = [spread(head, "scores", "scoreSpread"), spread(head, "scaled", "scaledSpread")];
    const charts = [shareBars(head, "unscaledWeights"), shareBars(head, "weights")];
    const rows = [compare.left, compare.right].map((area, side) => box(`row:${side}`, rowsIn(area, head.sizes.n, head.row)));
    return [
      display(room.frame, legends, scores),
      display(room.frame, legends, scores, signs, scaled, spreads),
      display(room.frame, legends, scores, signs, scaled, spreads, rows, charts),
    ];
  },
};

/** What the division does to the spread of all scores of the head. */
function spreads({ context: { trace }, head, sizes }: Head): readonly CaptionPart[] {
  const temperature = trace.fact("temperature");
  const root = `√d_k = ${number(Math.sqrt(sizes.dim))}`;
  const divisor = temperature === 1 ? root : `${root}, and by the temperature ${number(temperature)},`;
  return [
    `Divided by ${divisor} the scores spread by `,
    link(number(trace.tensor("scaledSpread").at([head])), "scaled", { head }),
    " instead of ",
    link(number(trace.tensor("scoreSpread").at([head])), "scores", { head }),
    ". ",
  ];
}

/** How many keys the followed row may look at. */
function openKeys({ context: { trace }, row }: Head): number {
  return along(trace, "visible", "key", { query: row }).lastIndexOf(1) + 1;
}

function divisionSign({ room, layout: { compare }, sizes, context }: Head): readonly Mark[] {
  const x = (rightOf(compare.left) + compare.right.x) / 2;
  const [, y] = middleOf(compare.left);
  const root = number(Math.sqrt(sizes.dim) * context.trace.fact("temperature"));
  if (room.tall) return [operator("divide", x, y, "→")];
  return [operator("divide", x, y, `÷ ${root}`)];
}

/** The standard deviation of a score matrix, under it. */
function spread({ context, head, layout: { compare } }: Head, side: "scores" | "scaled", tensor: string): Mark {
  const area = side === "scores" ? compare.left : compare.right;
  const value = number(context.trace.tensor(tensor).at([head]));
  return bracket(`${side}:spread`, area, "bottom", `spread ${value}`, { hue: "score" });
}

/**
 * How the followed row would spend its attention over the words that it may look at, without the
 * division and with it, in the columns of the matrix above.
 */
function shareBars(head: Head, tensor: "weights" | "unscaledWeights"): BarsMark {
  const {
    room,
    layout: { compare },
    row,
    sizes: { n },
  } = head;
  const undivided = tensor === "unscaledWeights";
  const area = undivided ? compare.leftBars : compare.rightBars;
  const open = openKeys(head);
  const view = colsOf(rowsOf({ ...head.views.weights, tensor }, row), 0, open);
  return bars(`${tensor}:bars`, view, colsIn(area, n, 0, open), {
    hue: "weight",
    domain: [0, 1],
    title: `${room.tall ? "" : "attention, "}${undivided ? "undivided" : "divided"}`,
  });
}
