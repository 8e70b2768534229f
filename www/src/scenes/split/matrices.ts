/** The matrices of Split as marks: whole, and parted into the bands of the heads. */
import type { GridMark, LegendEntry, Mark, Rect, TensorView } from "../../marks/display-list";
import type { SceneContext } from "../scene";
import { bracket, focused, grid, label } from "../shared/marks";
import { fitting, type Room } from "../shared/room";
import { legend, projectionScales } from "../shared/scales";
import { shapeText, sizesOf } from "../shared/sizes";
import { matrix } from "../shared/views";
import { rowWords } from "../shared/words";
import { bandRects } from "./layout";
import { bandCount, columnsOf, productName, productView, resultBand, resultView, weightsBand, weightsView, type Projection } from "./projections";

/** Pixels that the title `W_Q` takes. */
const NAME_WIDTH = 32;

/** X with the words beside its rows. */
export function inputMark(context: SceneContext, area: Rect): GridMark {
  const { n, model } = sizesOf(context.trace);
  return grid("x", matrix(context.trace, "x", "token", "model"), projectionScales(context.trace).stream, area, {
    title: "X",
    shape: shapeText(n, model),
    rowLabels: rowWords(context),
  });
}

/** A whole matrix of weights. */
export function weightsMark(context: SceneContext, projection: Projection, area: Rect): GridMark {
  const sizes = sizesOf(context.trace);
  const columns = columnsOf(projection, sizes);
  return grid(projection.weights, weightsView(context, projection), projectionScales(context.trace).parameter, area, {
    title: `W_${projection.letter}`,
    shape: shapeText(sizes.model, columns),
    edge: projection.hue,
  });
}

/** A whole result, `reveal` of its rows computed. */
export function resultMark(context: SceneContext, projection: Projection, area: Rect, reveal = 1): GridMark {
  return columnsMark(context, projection, area, reveal, resultView(context, projection), projection.letter);
}

/** The same before it is turned, where that is another matrix. */
export function productMark(context: SceneContext, projection: Projection, area: Rect, reveal = 1): GridMark {
  return columnsMark(context, projection, area, reveal, productView(context, projection), productName(context, projection));
}

function columnsMark(context: SceneContext, projection: Projection, area: Rect, reveal: number, view: TensorView, title: string): GridMark {
  const sizes = sizesOf(context.trace);
  return grid(projection.result, view, projectionScales(context.trace)[projection.hue], area, {
    title,
    shape: shapeText(sizes.n, columnsOf(projection, sizes)),
    reveal,
  });
}

/** The bands of a result, one mark a head, together or parted. The first carries the name of the whole. */
export function resultBands(
  context: SceneContext,
  room: Room,
  projection: Projection,
  area: Rect,
  parted: boolean,
): readonly GridMark[] {
  const sizes = sizesOf(context.trace);
  const scale = projectionScales(context.trace)[projection.hue];
  return bandRects(room, area, bandCount(projection, sizes), parted).map((band, head) =>
    grid(bandId(projection, head), resultBand(context, projection, head, sizes), scale, band, {
      layer: 1,
      ...(head === 0 ? { title: projection.letter } : {}),
    }),
  );
}

/** The same for a matrix of weights; its name is longer, and stands by itself where a band is too narrow for it. */
export function weightsBands(
  context: SceneContext,
  room: Room,
  projection: Projection,
  area: Rect,
  parted: boolean,
): readonly Mark[] {
  const sizes = sizesOf(context.trace);
  const scale = projectionScales(context.trace).parameter;
  const name = `W_${projection.letter}`;
  const rects = bandRects(room, area, bandCount(projection, sizes), parted);
  const narrow = (rects[0]?.width ?? 0) < NAME_WIDTH;
  const bands = rects.map((band, head) =>
    grid(`${projection.weights}:head:${head}`, weightsBand(context, projection, head, sizes), scale, band, {
      layer: 1,
      edge: projection.hue,
      ...(head === 0 && !narrow ? { title: name } : {}),
    }),
  );
  if (!narrow) return bands;
  return [...bands, label(`${projection.weights}:name`, rects[0]?.x ?? area.x, area.y - 11, name, { math: true })];
}

/** The identity of a head's part of Q, K or V, from its band to its place among the heads. */
export function bandId(projection: Projection, head: number): string {
  return `${projection.result}:head:${head}`;
}

/** A brace under each band with the head's number. */
export function bandBrackets(
  context: SceneContext,
  room: Room,
  projection: Projection,
  area: Rect,
  parted: boolean,
): readonly Mark[] {
  const sizes = sizesOf(context.trace);
  return bandRects(room, area, bandCount(projection, sizes), parted).map((band, head) =>
    bracket(`${bandId(projection, head)}:bracket`, band, "bottom", fitting(band.width, `head ${head + 1}`, `${head + 1}`), {
      hue: projection.hue,
    }),
  );
}

export function legends(context: SceneContext, shown: Projection): readonly LegendEntry[] {
  const scales = projectionScales(context.trace);
  return [legend("X", scales.stream), legend(`W_${shown.letter}`, scales.parameter), legend(shown.letter, scales[shown.hue])];
}

/** The legend where Q, K and V stand together: they share their limits. */
export function jointLegends(context: SceneContext): readonly LegendEntry[] {
  const scales = projectionScales(context.trace);
  return [legend("Q", scales.query), legend("K", scales.key), legend("V", scales.value)];
}

export function inFocus(marks: readonly Mark[], involved: boolean): readonly Mark[] {
  return marks.map((mark) => focused(mark, involved));
}
