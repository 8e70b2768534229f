/** Z W_O = Y, where every cell draws on every head. */
import type { Mark } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { followedRow } from "../shared/choice";
import { box, display, grid } from "../shared/marks";
import { allHeads, number } from "../shared/numbers";
import { along, largest } from "../shared/reading";
import { colsIn, rowsIn } from "../shared/rects";
import { roomFor } from "../shared/room";
import { legend } from "../shared/scales";
import { shapeText, sizesOf } from "../shared/sizes";
import { hasBias } from "../shared/trained";
import { matrix, part } from "../shared/views";
import { link, quoted, say } from "../shared/words";
import { leftFactor, rightFactor } from "./factors";
import { headHue, headLegend, headsOff, scalesOf, viewOfZ } from "./heads";
import { projectLayout } from "./layout";

export const output: Beat = {
  id: "output",
  title: "Z W_O mixes the heads",
  formula: "output",
  trainedFormula: { biased: "outputBias" },
  caption(context) {
    const { h } = sizesOf(context.trace);
    const row = followedRow(context);
    const { column, value } = watchedCell(context);
    const all = headsOff(context.trace).length > 0 ? "every head that is on" : allHeads(h);
    return say(
      "Each number of ",
      link("Y", "y"),
      " takes a whole row of ",
      link("Z", "concat", { token: row }),
      " and a whole column of ",
      link("W_O", "wo", { model: column }),
      ...(hasBias(context.trace) ? [", plus one number of the bias b_O"] : []),
      `, so it draws on ${all}: here it is `,
      link(number(value), "y", { token: row, model: column }),
      `, for ${quoted(context, row)}.`,
    );
  },
  keyframes(context) {
    const { trace } = context;
    const room = roomFor(context);
    const { n, model } = sizesOf(trace);
    const places = projectLayout(room, sizesOf(trace));
    const row = followedRow(context);
    const { column } = watchedCell(context);
    const rowOfZ = rowsIn(places.z, n, row);
    const columnOfW = colsIn(places.wo, model, column);
    const cell = colsIn(rowsIn(places.y, n, row), model, column);
    const none = (): boolean => false;
    const list = [headLegend(trace, "Z"), legend("W_O", scalesOf(trace).weights), legend("Y", scalesOf(trace).output)];
    const followed: readonly Mark[] = [
      ...rowOfHeads(context, row),
      ...columnOfHeads(context, column),
      box("row:z", rowOfZ),
      box("column:wo", columnOfW),
    ];
    const product = grid("y", matrix(trace, "y", "token", "model"), scalesOf(trace).output, places.y, {
      title: "Y",
      shape: shapeText(n, model),
      reveal: 0,
    });
    const watched: readonly Mark[] = [
      grid(
        "y:cell",
        { tensor: "y", fixed: {}, rows: part("token", row), cols: part("model", column) },
        scalesOf(trace).output,
        cell,
        { layer: 1 },
      ),
      box("cell:y", cell),
    ];
    return [
      display(room.frame, list, leftFactor(context), rightFactor(context), product),
      display(room.frame, list, leftFactor(context, none), rightFactor(context, none), product, followed, watched),
      display(
        room.frame,
        list,
        leftFactor(context),
        rightFactor(context),
        { ...product, reveal: 1 },
        box("row:z", rowOfZ),
        box("column:wo", columnOfW),
        box("cell:y", cell),
      ),
    ];
  },
};

/** The followed row of Z, band by band, over the dimmed whole. */
function rowOfHeads(context: SceneContext, row: number): readonly Mark[] {
  const { trace } = context;
  const { n } = sizesOf(trace);
  const { bands } = projectLayout(roomFor(context), sizesOf(trace));
  return bands.map((band, head) =>
    grid(
      `z:row:head:${head}`,
      { ...viewOfZ(trace, head), rows: part("token", row) },
      scalesOf(trace).headOutput(head),
      rowsIn(band, n, row),
      { layer: 2 },
    ),
  );
}

/** The watched column of W_O, block by block. */
function columnOfHeads(context: SceneContext, column: number): readonly Mark[] {
  const { trace } = context;
  const { dim, model } = sizesOf(trace);
  const { blocks: places } = projectLayout(roomFor(context), sizesOf(trace));
  return places.map((place, head) =>
    grid(
      `wo:column:head:${head}`,
      { tensor: "wo", fixed: {}, rows: part("wide", head * dim, dim), cols: part("model", column) },
      scalesOf(trace).weights,
      colsIn(place, model, column),
      { layer: 2, edge: headHue(head) },
    ),
  );
}

/** The largest number in the followed row of Y: a cell worth looking at. */
function watchedCell(context: SceneContext): { readonly column: number; readonly value: number } {
  const row = along(context.trace, "y", "model", { token: followedRow(context) });
  const { index: column } = largest(row.map(Math.abs));
  return { column, value: row[column] ?? 0 };
}
