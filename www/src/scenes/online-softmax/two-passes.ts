/** Softmax of one row in two passes: first the maximum, then the sum. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat } from "../scene";
import { bars, BARS_TITLE, display } from "../shared/marks";
import { number } from "../shared/numbers";
import { along } from "../shared/reading";
import { rect } from "../shared/rects";
import { fitting } from "../shared/room";
import { legend } from "../shared/scales";
import { whole } from "../shared/views";
import { capital, link, quoted, say } from "../shared/words";
import { rowOf, type Row } from "./walk";

export const twoPasses: Beat = {
  id: "two-passes",
  title: "One row in two passes",
  formula: "twoPasses",
  caption(context) {
    const { head, row } = rowOf(context);
    const at = { head, query: row };
    return say(
      `${capital(quoted(context, row))} reads its row twice: once for the `,
      link("largest score", "masked", at),
      ", ",
      link(number(context.trace.tensor("rowMax").at(at)), "rowMax", at),
      ", and once more for the sum of the exponentials, ",
      link(number(context.trace.tensor("rowSum").at(at)), "rowSum", at),
      ".",
    );
  },
  keyframes(context) {
    const row = rowOf(context);
    const { room, score } = row;
    const [first, second] = halves(row);
    const legends = [legend("scores", score)];
    const scores = scoreBars(row, first, passTitle(row, "maximum"));
    return [display(room.frame, legends, scores), display(room.frame, legends, scores, exponentialBars(row, second))];
  },
};

/** Bars of the followed row's scores. */
export function scoreBars({ context: { trace }, head, row, words, room }: Row, area: Rect, title: string): Mark {
  const finite = along(trace, "masked", "key", { head, query: row }).filter(Number.isFinite);
  const view = { tensor: "masked", fixed: { head, query: row }, rows: null, cols: whole(trace, "masked", "key") };
  return bars("scores:row", view, area, { hue: "score", domain: domainOf(finite), title, ...(room.tall ? {} : { labels: words }) });
}

/** From below the least score, where its number stands over the names, to the largest. */
export function domainOf(finite: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(0, ...finite), Math.max(0, ...finite) || 1];
  return [low < 0 ? low - 0.25 * (high - low) : 0, high];
}

function exponentialBars(row: Row, area: Rect): Mark {
  const { context: { trace }, head, row: query, words } = row;
  const cols = whole(trace, "exponentials", "key");
  return bars("exponentials:row", { tensor: "exponentials", fixed: { head, query }, rows: null, cols }, area, {
    hue: "weight",
    domain: [0, 1],
    title: passTitle(row, "sum"),
    labels: words,
  });
}

function passTitle({ context: { trace }, room, head, row }: Row, found: "maximum" | "sum"): string {
  const at = { head, query: row };
  const max = number(trace.tensor("rowMax").at(at));
  if (found === "maximum") return fitting(room.inner.width, `first pass over the scores: the largest is ${max}`, `first pass: largest ${max}`);
  const sum = number(trace.tensor("rowSum").at(at));
  return fitting(room.inner.width, `second pass over the scores, exp(score less the largest): the sum is ${sum}`, `second pass: exp, sum ${sum}`);
}

/** Two charts, one over the other, with names under each. */
function halves({ room, sizes: { n } }: Row): readonly [Rect, Rect] {
  const { inner, columnWords } = room;
  const names = columnWords + 6;
  const step = BARS_TITLE + (room.tall ? 14 : names + 8);
  const top = inner.y + BARS_TITLE - room.title;
  const height = (inner.y + inner.height - top - names - step) / 2;
  const width = Math.min(inner.width, n * 90);
  const x = inner.x + (inner.width - width) / 2;
  return [rect(x, top, width, height), rect(x, top + height + step, width, height)];
}
