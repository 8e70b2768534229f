/** X W_Q = Q: one cell, one row, then every row. */
import type { Mark } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { box, dimmed, display, focused, grid, operator } from "../shared/marks";
import { colsIn, rowsIn } from "../shared/rects";
import { roomFor } from "../shared/room";
import { legend, projectionScales } from "../shared/scales";
import { shapeText, sizesOf } from "../shared/sizes";
import { colsOf, matrix, rowsOf } from "../shared/views";
import { link, quoted, rowWords, say } from "../shared/words";
import { number } from "../shared/numbers";
import { followedRow } from "../shared/choice";
import { hasBias, isTurned } from "../shared/trained";
import { singleLayout } from "./layout";
import { productName, productOf, productView, queries, weightsView } from "./projections";

export const queryRow: Beat = {
  id: "query-row",
  title: "One row of Q",
  formula: "queryRow",
  trainedFormula: { biased: "queryRowBias", turned: "queryRowTurned" },
  caption(context) {
    const row = followedRow(context);
    const product = productOf(context, queries);
    const name = productName(context, queries);
    const first = context.trace.tensor(product).at([row, 0]);
    const biased = hasBias(context.trace);
    return say(
      link(`The row of ${name} for ${quoted(context, row)}`, product, { token: row }),
      " is ",
      link("its row of X", "x", { token: row }),
      " times ",
      link("W_Q", "wq"),
      `${biased ? ", plus the bias b_Q" : ""}. Its first number, `,
      link(number(first), product, { token: row, wide: 0 }),
      ", takes that row and ",
      link("one column", "wq", { wide: 0 }),
      ": multiply pair by pair, then add up",
      biased ? `, with ${number(context.trace.tensor("bq").at([0]))} as its bias.` : ".",
    );
  },
  keyframes(context) {
    const { room, area, marks, legends } = picture(context, 0, true);
    const row = followedRow(context);
    const { n, wide } = sizesOf(context.trace);
    const scales = projectionScales(context.trace);
    const rowOfX = rowsIn(area.x, n, row);
    const rowOfQ = rowsIn(area.q, n, row);
    const column = colsIn(area.wq, wide, 0);
    const xRow = grid("x:row", rowsOf(matrix(context.trace, "x", "token", "model"), row), scales.stream, rowOfX, { layer: 1 });
    const qRow = rowsOf(productView(context, queries), row);
    const meeting = [
      grid("wq:column", colsOf(weightsView(context, queries), 0), scales.parameter, column, { layer: 1, edge: "query" }),
      box("column:wq", column),
      grid("q:cell", colsOf(qRow, 0), scales.query, colsIn(rowOfQ, wide, 0), { layer: 2 }),
      box("cell:q", colsIn(rowOfQ, wide, 0), { layer: 4 }),
    ];
    const aroundX = box("row:x", rowOfX, { hue: "stream" });
    const aroundQ = box("row:q", rowOfQ, { hue: "query" });
    return [
      display(room.frame, legends, picture(context, 0, false).marks),
      display(room.frame, legends, marks, xRow, aroundX, meeting),
      display(
        room.frame,
        legends,
        picture(context, 0, true, true).marks,
        xRow,
        aroundX,
        meeting,
        aroundQ,
        grid("q:row", qRow, scales.query, rowOfQ, { layer: 1 }),
      ),
    ];
  },
};

export const everyRow: Beat = {
  id: "queries",
  title: "Every row of Q",
  formula: "queries",
  trainedFormula: { biased: "queriesBias", turned: "queriesTurned" },
  caption(context) {
    const { n } = sizesOf(context.trace);
    return say(
      "Every word goes through the same ",
      link("W_Q", "wq"),
      `${hasBias(context.trace) ? " and b_Q" : ""}, each on its own: ${n} ${n === 1 ? "row" : "rows"} in, ${n} out. `,
      "A row of ",
      ...(isTurned(context.trace)
        ? [link("this product", productOf(context, queries)), " says what its word is looking for, but not yet from where."]
        : [link("Q", "q"), " says what its word is looking for."]),
    );
  },
  keyframes(context) {
    const { room, marks, legends } = picture(context, 1, false);
    return [display(room.frame, legends, marks)];
  },
};

/** X, W_Q and Q with part of Q computed; `following` dims all but what a row needs. */
function picture(context: SceneContext, reveal: number, following: boolean, allWeights = false) {
  const { trace } = context;
  const room = roomFor(context);
  const sizes = sizesOf(trace);
  const scales = projectionScales(trace);
  const { left, times, tops, products } = singleLayout(room, sizes);
  const [wq, q] = [tops[0], products[0]];
  if (!wq || !q) throw new Error("one projection has one matrix of weights and one product");
  const x = grid("x", matrix(trace, "x", "token", "model"), scales.stream, left, {
    title: "X",
    shape: shapeText(sizes.n, sizes.model),
    rowLabels: rowWords(context),
  });
  const weights = grid("wq", weightsView(context, queries), scales.parameter, wq, {
    title: "W_Q",
    shape: shapeText(sizes.model, sizes.wide),
    edge: "query",
  });
  const result = grid("q", productView(context, queries), scales.query, q, {
    title: productName(context, queries),
    shape: shapeText(sizes.n, sizes.wide),
    reveal,
  });
  const sign = operator("times", ...times, "×");
  const marks: readonly Mark[] = following ? [dimmed(x), focused(weights, allWeights), result, sign] : [x, weights, result, sign];
  const legends = [legend("X", scales.stream), legend("W_Q", scales.parameter), legend(productName(context, queries), scales.query)];
  return { room, area: { x: left, wq, q }, marks, legends };
}
