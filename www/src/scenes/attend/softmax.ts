/** Softmax: one row as bars in three steps, then every row. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat } from "../scene";
import { arrow, bars, box, dimmed, display, grid, label } from "../shared/marks";
import { number } from "../shared/numbers";
import { along, ranked } from "../shared/reading";
import { bottomOf, middleOf, rightOf, rowsIn } from "../shared/rects";
import { legend } from "../shared/scales";
import { rowsOf } from "../shared/views";
import { link, quoted, say } from "../shared/words";
import { headOf, type Head } from "./head";

export const softmaxRow: Beat = {
  id: "softmax-row",
  title: "Softmax of one row",
  formula: "softmaxRow",
  caption(context) {
    const { head, row } = headOf(context);
    const place = { head, query: row };
    const max = context.trace.tensor("rowMax").at(place);
    const sum = context.trace.tensor("rowSum").at(place);
    return say(
      `The row of ${quoted(context, row)}: subtract its largest score, `, link(number(max), "rowMax", place),
      ", and take exponentials. Divided by their sum, ", link(number(sum), "rowSum", place),
      ", they are ", link("weights", "weights", place), " that add up to 1.",
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const { room, row, sizes, scales, layout: { softmax } } = head;
    const legends = [legend("scores", scales.score), legend("weights", scales.weight)];
    const matrix = dimmed(grid("masked", head.views.masked, scales.score, softmax.matrix, {
      title: "masked scores", shape: head.square, rowLabels: head.words, colLabels: head.words,
    }));
    const area = rowsIn(softmax.matrix, sizes.n, row);
    const followed: readonly Mark[] = [
      grid("masked:row", rowsOf(head.views.masked, row), scales.score, area, { layer: 1 }),
      box("row:masked", area),
    ];
    const [, y] = middleOf(area);
    const first = softmax.charts[0];
    const lifted = arrow("lift", [rightOf(area) + 6, y], [first.x - 8, middleOf(first)[1]]);
    const charts = [scoreBars(head), exponentialBars(head), weightBars(head)];
    return [
      display(room.frame, legends, matrix, followed),
      display(room.frame, legends, matrix, followed, lifted, charts[0] ?? []),
      display(room.frame, legends, matrix, followed, lifted, charts.slice(0, 2).flat()),
      display(room.frame, legends, matrix, followed, lifted, charts.flat()),
    ];
  },
};

export const weights: Beat = {
  id: "weights",
  title: "Every row becomes weights",
  formula: "weights",
  caption(context) {
    const { head, row } = headOf(context);
    const [first, second] = ranked(along(context.trace, "weights", "key", { head, query: row }));
    const shown = (peak: { index: number; value: number }) =>
      link(number(peak.value), "weights", { head, query: row, key: peak.index });
    const at = (key: number): string => (key === row ? "itself" : quoted(context, key));
    if (!first || !second || second.value <= 0) {
      return say(`In each row the weights add up to 1. ${capital(quoted(context, row))} can only look at ${at(first?.index ?? row)}.`);
    }
    return say(
      "Every row of ", link("A", "weights", { head }), ` adds up to 1. The row of ${quoted(context, row)} looks hardest at `,
      `${at(first.index)} (`, shown(first), `) and at ${at(second.index)} (`, shown(second), ").",
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const { room, row, sizes, scales, layout: { compare } } = head;
    const legends = [legend("scores", scales.score), legend("weights", scales.weight)];
    const masked = grid("masked", head.views.masked, scales.score, compare.left, {
      title: "masked scores", shape: head.square, rowLabels: head.words, colLabels: head.words,
    });
    const weightsAt = (reveal: number) => grid(weightsId(head.head), head.views.weights, scales.weight, compare.right, {
      title: `A_{${head.head + 1}}`, shape: head.square, colLabels: head.words, reveal,
    });
    const sign = arrow("softmax", [rightOf(compare.left) + 10, middleOf(compare.left)[1]], [compare.right.x - 10, middleOf(compare.left)[1]]);
    const name = room.tall ? [] : [label("softmax:name", (rightOf(compare.left) + compare.right.x) / 2, middleOf(compare.left)[1] - 14, "softmax", { align: "middle", hue: "muted" })];
    return [
      display(room.frame, legends, masked, weightsAt(0), sign, name),
      display(room.frame, legends, dimmed(masked), weightsAt(1), sign, name, box("row:weights", rowsIn(compare.right, sizes.n, row))),
    ];
  },
};

/** The identity of a head's matrix of weights through the scene. */
export function weightsId(head: number): string {
  return `weights:head:${head}`;
}

function scoreBars(head: Head): readonly Mark[] {
  const { context: { trace }, row, layout: { softmax: { charts } } } = head;
  const finite = along(trace, "masked", "key", { head: head.head, query: row }).filter(Number.isFinite);
  const limit = Math.max(...finite.map(Math.abs), 1e-6);
  const max = number(trace.tensor("rowMax").at({ head: head.head, query: row }));
  return chart(head, "masked", charts[0], [-limit, limit], "scores of the row", `largest ${max}`);
}

function exponentialBars(head: Head): readonly Mark[] {
  const { context: { trace }, row, layout: { softmax: { charts } } } = head;
  const sum = number(trace.tensor("rowSum").at({ head: head.head, query: row }));
  return chart(head, "exponentials", charts[1], [0, 1], "less the largest, exponentiated", `sum ${sum}`);
}

function weightBars(head: Head): readonly Mark[] {
  return chart(head, "weights", head.layout.softmax.charts[2], [0, 1], "divided by the sum", "sum 1");
}

/** Bars of the followed row under a title, with a remark at the right end of the same line. */
function chart(
  head: Head,
  tensor: "masked" | "exponentials" | "weights",
  area: Rect,
  domain: readonly [number, number],
  title: string,
  remark: string,
): readonly Mark[] {
  const { row, room, words } = head;
  return [
    bars(`${tensor}:bars`, rowsOf({ ...head.views.weights, tensor }, row), area, {
      hue: tensor === "masked" ? "score" : "weight", domain, title,
      ...(tensor === "weights" ? { labels: words } : {}),
    }),
    label(`${tensor}:remark`, room.tall ? rightOf(area) : rightOf(area) + 10, room.tall ? bottomOf(area) + 10 : area.y + 12, remark, {
      align: room.tall ? "end" : "start", size: "small", hue: "muted",
    }),
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
