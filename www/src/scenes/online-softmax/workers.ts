/** FlashDecoding: the keys of one query shared out among workers, and their states merged by the same rule. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat } from "../scene";
import { BARS_TITLE, bars, box, display, grid } from "../shared/marks";
import { number } from "../shared/numbers";
import { along, largest } from "../shared/reading";
import { bottomOf, colsIn, rect } from "../shared/rects";
import { whole } from "../shared/views";
import { link, quoted, say } from "../shared/words";
import { strip } from "../shared/strip";
import { domainOf } from "./two-passes";
import { stateLegends, sumScale, walkOf, type Walk } from "./walk";

export const workers: Beat = {
  id: "workers",
  title: "One query, many workers",
  formula: "workers",
  caption(context) {
    const { sizes } = walkOf(context);
    const { trace } = context;
    const count = trace.fact("workers");
    const name = quoted(context, sizes.n - 1);
    const l = link(number(trace.tensor("mergedSum").at([])), "mergedSum");
    if (count === 1) return say(`One worker has all the keys of ${name}: its state is the result, with l `, l, ".");
    const { index } = largest(along(trace, "splitMax", "worker"));
    return say(
      `${count} workers share the keys of ${name}, each with its own `,
      link("m", "splitMax"),
      ", ",
      link("l", "splitSum"),
      " and ",
      link("O", "splitOutput"),
      `. Worker ${index + 1} has the largest score; each of the others is scaled by `,
      link("its factor", "mergeFactor"),
      ", and l adds up to ",
      l,
      ".",
    );
  },
  keyframes(context) {
    const walk = walkOf(context);
    const { room, score, scales } = walk;
    const { chart, at, merged } = layout(walk);
    const sums = sumScale(context.trace, { tensor: "splitSum" }, { tensor: "mergedSum" });
    const legends = stateLegends(walk, sums, { m: "scores, m", l: "factor, l" });
    const scores = scoresOf(walk, chart);
    const states = statesOf(walk, at, sums);
    const result = [
      grid("merged:m", one("mergedMax"), score, merged.m, { rowLabels: ["merged"] }),
      grid("merged:l", one("mergedSum"), sums, merged.l),
      grid("merged:o", { tensor: "mergedOutput", fixed: {}, rows: null, cols: whole(context.trace, "mergedOutput", "dim") }, scales.output, merged.o),
    ];
    const [m, factor, l, o] = states;
    return [
      display(room.frame, legends, scores),
      display(room.frame, legends, scores, m, l, o),
      display(room.frame, legends, scores, m, factor, l, o, result, box("merged:box", merged.o, { hue: "output" })),
    ];
  },
};

type Name = "m" | "factor" | "l" | "o";

function one(tensor: string) {
  return { tensor, fixed: {}, rows: null, cols: null };
}

/** The last query's scores, each worker's share outlined. */
function scoresOf({ context: { trace }, head, room, sizes: { n }, words }: Walk, chart: Rect): readonly Mark[] {
  const finite = along(trace, "masked", "key", { head, query: n - 1 });
  const view = { tensor: "masked", fixed: { head, query: n - 1 }, rows: null, cols: whole(trace, "masked", "key") };
  const count = trace.fact("workers");
  // As the engine shares them out: all alike, the last with what is left.
  const share = Math.ceil(n / count);
  const shares = Array.from({ length: count }, (_, worker) => {
    const start = worker * share;
    return box(`share:${worker}`, colsIn(chart, n, start, Math.min(share, n - start)), { hue: "muted", dashed: true });
  });
  const labels = room.tall ? {} : { labels: words };
  return [bars("scores:last", view, chart, { hue: "score", domain: domainOf(finite), title: "scores of the last query", ...labels }), ...shares];
}

/** m, the factor, l and O of every worker. */
function statesOf({ context: { trace }, score, scales, room }: Walk, at: Readonly<Record<Name, Rect>>, sums: Walk["score"]): readonly [Mark, Mark, Mark, Mark] {
  const rows = whole(trace, "splitMax", "worker");
  const column = (tensor: string) => ({ tensor, fixed: {}, rows, cols: null });
  const output = { tensor: "splitOutput", fixed: {}, rows, cols: whole(trace, "splitOutput", "dim") };
  const rowLabels = Array.from({ length: rows.count }, (_, worker) => `worker ${worker + 1}`);
  return [
    grid("split:m", column("splitMax"), score, at.m, { title: "m", rowLabels }),
    grid("split:factor", column("mergeFactor"), sums, at.factor, { title: room.tall ? "fact." : "factor" }),
    grid("split:l", column("splitSum"), sums, at.l, { title: "l" }),
    grid("split:o", output, scales.output, at.o, { title: "O" }),
  ];
}

/** The scores above, the workers' states under them, and the merged state as a last row. */
function layout(walk: Walk) {
  const { room, sizes, context: { trace } } = walk;
  const { inner, tall } = room;
  const names = tall ? 12 : room.columnWords;
  const height = inner.height * (tall ? 0.22 : 0.26);
  const width = Math.min(inner.width, sizes.n * 90);
  const top = inner.y + BARS_TITLE - room.title;
  const chart = rect(inner.x + (inner.width - width) / 2, top, width, height);
  const count = trace.fact("workers");
  const last = tall ? 26 : 36;
  const between = 14;
  const above = bottomOf(chart) - inner.y + names + room.title + 8;
  const at = strip<Name>(
    room,
    count,
    [[{ key: "m", columns: 1 }, { key: "factor", columns: 1 }, { key: "l", columns: 1 }, { key: "o", columns: sizes.dim }]],
    { above, below: between + last },
  );
  const under = (area: Rect): Rect => rect(area.x, bottomOf(area) + between, area.width, last);
  return { chart, at, merged: { m: under(at.m), l: under(at.l), o: under(at.o) } };
}
