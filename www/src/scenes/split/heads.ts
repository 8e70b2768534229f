/** The bands come apart and stand as heads. */
import type { Mark } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { display, measure } from "../shared/marks";
import { counted } from "../shared/numbers";
import { roomFor, type Room } from "../shared/room";
import { shapeText, sizesOf } from "../shared/sizes";
import { link, say } from "../shared/words";
import { headBrackets, headGrids, placesOf } from "./head-grids";
import { partedLayout, tripleLayout } from "./layout";
import { inputMark, jointLegends, resultBands, resultMark } from "./matrices";
import { projections, queries, values, type Projection } from "./projections";

export const heads: Beat = {
  id: "heads",
  title: "The bands stand as heads",
  formula: "heads",
  caption({ trace }) {
    const { n, h, g, dim } = sizesOf(trace);
    const shape = shapeText(n, dim);
    if (h === 1) return say("The one head takes all of Q, K and V. With more heads, each would take its own columns.");
    const own = g === h ? `each has its own Q, K and V of ${shape}` : `each has its own Q of ${shape}`;
    return say(
      `Moved apart, the bands are ${counted(h, "head")}: `,
      own,
      ". From here on ",
      link("head 1", "qHeads", { head: 0 }),
      " never sees the columns of ",
      link("head 2", "qHeads", { head: 1 }),
      ".",
    );
  },
  keyframes(context) {
    const room = roomFor(context);
    const list = jointLegends(context);
    const moved = (count: number): readonly Mark[] =>
      projections.flatMap((projection, place) =>
        place < count ? headGrids(context, room, projection) : waiting(context, room, projection),
      );
    const input = room.tall ? [] : [inputMark(context, tripleLayout(room, sizesOf(context.trace)).left)];
    return [
      display(room.frame, list, input, moved(0)),
      display(room.frame, list, moved(1)),
      display(room.frame, list, moved(3), headBrackets(context, room), headWidth(context, room)),
    ];
  },
};

/** A projection that has not moved yet: on a phone it is not on the sheet. */
function waiting(context: SceneContext, room: Room, projection: Projection): readonly Mark[] {
  if (room.tall) return [];
  const sizes = sizesOf(context.trace);
  const place = projections.indexOf(projection);
  const [area, whole] = [partedLayout(room, sizes).products[place], tripleLayout(room, sizes).products[place]];
  if (!area || !whole) return [];
  if (projection === queries) return resultBands(context, room, projection, area, true);
  return [resultMark(context, projection, whole), ...resultBands(context, room, projection, area, false)];
}

/** d_k under the first head. */
function headWidth(context: SceneContext, room: Room): readonly Mark[] {
  const first = placesOf(context, room, values)[0];
  return first ? measure("d_k", first, `d_k = ${sizesOf(context.trace).dim}`) : [];
}
