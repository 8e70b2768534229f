/** Softmax of one row as bars: subtract the maximum, exponentiate, divide by the sum. */
import type { Mark } from "../../marks/display-list";
import type { Beat } from "../scene";
import { arrow, bars, box, dimmed, display, grid } from "../shared/marks";
import { number } from "../shared/numbers";
import { along } from "../shared/reading";
import { middleOf, rightOf, rowsIn } from "../shared/rects";
import { fitting } from "../shared/room";
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
      `The row of ${quoted(context, row)}: subtract its largest score, `,
      link(number(max), "rowMax", place),
      ", and take exponentials. Divided by their sum, ",
      link(number(sum), "rowSum", place),
      ", they are ",
      link("weights", "weights", place),
      " that add up to 1.",
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const {
      room,
      row,
      sizes,
      scales,
      layout: { pair },
    } = head;
    const legends = [legend("divided scores", scales.scaled), legend("weights", scales.weight)];
    const matrix = dimmed(
      grid("masked", head.views.masked, scales.scaled, pair.left, {
        title: room.tall ? "masked" : "masked scores",
        ...(room.tall ? {} : { shape: head.square }),
        rowLabels: head.words,
        colLabels: head.words,
      }),
    );
    const area = rowsIn(pair.left, sizes.n, row);
    const followed: readonly Mark[] = [
      grid("masked:row", rowsOf(head.views.masked, row), scales.scaled, area, { layer: 1 }),
      box("row:masked", area),
    ];
    const [, y] = middleOf(area);
    const first = pair.charts[0];
    // On a phone it would cross the limits of the bars, and the box says it alone.
    const lifted = room.tall ? [] : [arrow("lift", [rightOf(area) + 6, y], [first.x - 44, middleOf(first)[1]])];
    const charts = [scoreBars(head), exponentialBars(head), weightBars(head)];
    return [
      display(room.frame, legends, matrix, followed),
      display(room.frame, legends, matrix, followed, lifted, charts.slice(0, 1)),
      display(room.frame, legends, matrix, followed, lifted, charts.slice(0, 2)),
      display(room.frame, legends, matrix, followed, lifted, charts),
    ];
  },
};

function scoreBars(head: Head): Mark {
  const {
    context: { trace },
    row,
    head: place,
  } = head;
  const finite = along(trace, "masked", "key", { head: place, query: row }).filter(Number.isFinite);
  const max = number(trace.tensor("rowMax").at({ head: place, query: row }));
  const domain = [Math.min(0, ...finite), Math.max(0, ...finite) || 1] as const;
  return chart(head, "masked", 0, domain, `scores: the largest is ${max}`, `largest ${max}`);
}

function exponentialBars(head: Head): Mark {
  const {
    context: { trace },
    row,
    head: place,
  } = head;
  const max = number(trace.tensor("rowMax").at({ head: place, query: row }));
  const sum = number(trace.tensor("rowSum").at({ head: place, query: row }));
  const shift = max.startsWith("−") ? `+ ${max.slice(1)}` : `− ${max}`;
  return chart(head, "exponentials", 1, [0, 1], `exp(score ${shift}): the sum is ${sum}`, `exp, sum ${sum}`);
}

function weightBars(head: Head): Mark {
  const {
    context: { trace },
    row,
    head: place,
  } = head;
  const sum = number(trace.tensor("rowSum").at({ head: place, query: row }));
  return chart(head, "weights", 2, [0, 1], `divided by ${sum}: the sum is 1`, `÷ ${sum}, sum 1`);
}

/** Bars of the followed row in one of three places, with a long title and a short one. */
function chart(
  head: Head,
  tensor: "masked" | "exponentials" | "weights",
  place: 0 | 1 | 2,
  domain: readonly [number, number],
  title: string,
  short: string,
): Mark {
  const {
    row,
    room,
    words,
    layout: {
      pair: { charts },
    },
  } = head;
  const area = charts[place];
  return bars(`${tensor}:bars`, rowsOf({ ...head.views.weights, tensor }, row), area, {
    hue: tensor === "masked" ? "score" : "weight",
    domain,
    title: room.tall ? short : fitting(area.width, title, short),
    ...(tensor === "weights" ? { labels: words } : {}),
  });
}
