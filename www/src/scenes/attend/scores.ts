/** A query meets every key; then every query does: S = Q K^T. */
import type { Mark } from "../../marks/display-list";
import type { Beat } from "../scene";
import { box, dimmed, display, grid, operator } from "../shared/marks";
import { number } from "../shared/numbers";
import { along, largest } from "../shared/reading";
import { colsIn, rowsIn } from "../shared/rects";
import { legend } from "../shared/scales";
import { shapeText } from "../shared/sizes";
import { colsOf, rowsOf } from "../shared/views";
import { link, quoted, say } from "../shared/words";
import { headOf, type Head } from "./head";

export const rowOfScores: Beat = {
  id: "row-of-scores",
  title: "One query meets every key",
  formula: "rowOfScores",
  caption(context) {
    const { head, row, group } = headOf(context);
    const { index: key, value } = bestKey(headOf(context));
    return say(
      `In head ${head + 1}, the query of `,
      link(quoted(context, row), "qHeads", { head, token: row }),
      " meets the key of every word. Each meeting gives one number, a score: highest is ",
      link(number(value), "scores", { head, query: row, key }),
      ", with ",
      link(quoted(context, key), "kHeads", { kvHead: group, token: key }),
      ".",
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const {
      room,
      row,
      sizes,
      layout: { meet },
    } = head;
    const { index: key } = bestKey(head);
    const [q, k, s, times] = factors(head, 0);
    const rowOfQ = rowsIn(meet.q, sizes.n, row);
    const rowOfS = rowsIn(meet.s, sizes.n, row);
    const keyColumn = colsIn(meet.k, sizes.n, key);
    const query = [
      grid("q:row", rowsOf(head.views.q, row), head.scales.query, rowOfQ, { layer: 1 }),
      box("row:q", rowOfQ, { hue: "query" }),
    ];
    const scoresRow = rowsOf(head.views.scores, row);
    const meeting = [
      grid("k:column", colsOf(head.views.kTransposed, key), head.scales.key, keyColumn, { layer: 1 }),
      box("column:k", keyColumn, { hue: "key" }),
      grid("scores:cell", colsOf(scoresRow, key), head.scales.score, colsIn(rowOfS, sizes.n, key), { layer: 2 }),
      box("cell:scores", colsIn(rowOfS, sizes.n, key), { layer: 4 }),
    ];
    return [
      display(room.frame, legends(head), q, k, s, times),
      display(room.frame, legends(head), dimmed(q), dimmed(k), s, times, query, meeting),
      display(
        room.frame,
        legends(head),
        dimmed(q),
        k,
        s,
        times,
        query,
        meeting,
        grid("scores:row", scoresRow, head.scales.score, rowOfS, { layer: 1 }),
        box("row:scores", rowOfS, { hue: "muted" }),
      ),
    ];
  },
};

export const allScores: Beat = {
  id: "scores",
  title: "All scores",
  formula: "scores",
  caption(context) {
    const {
      head,
      square,
      sizes: { n },
      context: { trace },
    } = headOf(context);
    const all = trace.tensor("scores").data.subarray(head * n ** 2, (head + 1) * n ** 2);
    return say(
      `Every query meets every key: ${square} scores, `,
      link("S", "scores", { head }),
      ` of head ${head + 1}. `,
      n === 1
        ? `It is ${number(Math.min(...all))}.`
        : `They run from ${number(Math.min(...all))} to ${number(Math.max(...all))}.`,
    );
  },
  keyframes(context) {
    const head = headOf(context);
    return [display(head.room.frame, legends(head), factors(head, 1))];
  },
};

/** Q, K transposed and S of the head, `reveal` of the scores computed. */
function factors(head: Head, reveal: number): readonly [q: Mark, k: Mark, s: Mark, times: Mark] {
  const {
    layout: { meet },
    views,
    scales,
    sizes,
    words,
    square,
    narrow,
  } = head;
  return [
    grid(`q:head:${head.head}`, views.q, scales.query, meet.q, {
      title: `Q_{${head.head + 1}}`,
      shape: narrow,
      rowLabels: words,
    }),
    grid(`k:head:${head.group}`, views.kTransposed, scales.key, meet.k, {
      title: `K_{${head.group + 1}}^T`,
      shape: shapeText(sizes.dim, sizes.n),
      colLabels: words,
    }),
    grid("scores", views.scores, scales.score, meet.s, { title: "S", shape: square, reveal }),
    operator("times", ...meet.times, "×"),
  ];
}

function legends({ scales, head, group }: Head) {
  return [legend(`Q_{${head + 1}}`, scales.query), legend(`K_{${group + 1}}`, scales.key), legend("scores", scales.score)];
}

/** The key with the highest score in the followed row. */
function bestKey({ context, head, row }: Head) {
  return largest(along(context.trace, "scores", "key", { head, query: row }));
}
