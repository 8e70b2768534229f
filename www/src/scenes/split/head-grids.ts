/** The heads' parts of Q, K and V in their places. */
import type { GridMark, Mark, Rect } from "../../marks/display-list";
import type { SceneContext } from "../scene";
import { bracket, grid } from "../shared/marks";
import { fitting, type Room } from "../shared/room";
import { projectionScales } from "../shared/scales";
import { shapeText, sizesOf } from "../shared/sizes";
import { rowWords } from "../shared/words";
import { headsLayout } from "./layout";
import { bandId } from "./matrices";
import { queries, resultBand, type Projection } from "./projections";

/** The heads' parts of one projection in their places. */
export function headGrids(context: SceneContext, room: Room, projection: Projection): readonly GridMark[] {
  const sizes = sizesOf(context.trace);
  const scale = projectionScales(context.trace)[projection.hue];
  return placesOf(context, room, projection).map((place, head) => {
    const name = `${projection.letter}_{${head + 1}}`;
    const shape = shapeText(sizes.n, sizes.dim);
    const roomy = place.width > 110;
    return grid(bandId(projection, head), resultBand(context, projection, head, sizes), scale, place, {
      layer: 2,
      title: name,
      ...(roomy ? { shape } : {}),
      ...(place.x === leftmost(context, room) ? { rowLabels: rowWords(context) } : {}),
    });
  });
}

/** Where the heads of a projection stand. */
export function placesOf(context: SceneContext, room: Room, projection: Projection): readonly Rect[] {
  const layout = headsLayout(room, sizesOf(context.trace));
  return { Q: layout.queries, K: layout.keys, V: layout.values }[projection.letter];
}

function leftmost(context: SceneContext, room: Room): number {
  return placesOf(context, room, queries)[0]?.x ?? 0;
}

/** A brace over the column of each head. */
export function headBrackets(context: SceneContext, room: Room): readonly Mark[] {
  return placesOf(context, room, queries).map((place, head) =>
    bracket(`head:${head}:bracket`, place, "top", fitting(place.width, `head ${head + 1}`, `${head + 1}`), { away: room.title }),
  );
}
