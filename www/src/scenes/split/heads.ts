/** The bands come apart and stand as heads; with fewer key and value heads, several share one. */
import type { GridMark, Mark, Rect } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { box, bracket, display, grid, measure } from "../shared/marks";
import { count, counted } from "../shared/numbers";
import { around, grown, rect } from "../shared/rects";
import { fitting, roomFor, type Room } from "../shared/room";
import { projectionScales } from "../shared/scales";
import { groupOf, shapeText, sizesOf } from "../shared/sizes";
import { link, rowWords, say } from "../shared/words";
import { headsLayout, partedLayout, tripleLayout } from "./layout";
import { bandId, inputMark, jointLegends, resultBands, resultMark } from "./matrices";
import { keys, projections, queries, resultBand, values, type Projection } from "./projections";

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
      `Moved apart, the bands are ${counted(h, "head")}: `, own, ". From here on ",
      link("head 1", "qHeads", { head: 0 }), " never sees the columns of ", link("head 2", "qHeads", { head: 1 }), ".",
    );
  },
  keyframes(context) {
    const room = roomFor(context);
    const list = jointLegends(context);
    const moved = (count: number): readonly Mark[] => projections.flatMap((projection, place) =>
      place < count ? headGrids(context, room, projection) : waiting(context, room, projection));
    const input = room.tall ? [] : [inputMark(context, tripleLayout(room, sizesOf(context.trace)).left)];
    return [
      display(room.frame, list, input, moved(0)),
      display(room.frame, list, moved(1)),
      display(room.frame, list, moved(3), headBrackets(context, room), headWidth(context, room)),
    ];
  },
};

export const sharedKeys: Beat = {
  id: "shared-keys",
  title: "Heads may share keys and values",
  formula: "sharedKeys",
  caption({ trace }) {
    const { h, g, model, kvWide } = sizesOf(trace);
    const all = count(trace.fact("parametersPerProjection"));
    if (h === 1) return say("One head has nobody to share with. With several, a few of them can use the same keys and values.");
    if (g === h) {
      return say(
        "Here each head has its own ", link("K", "k"), " and ", link("V", "v"),
        ". With fewer of them, set under “Key and value heads”, several heads share one pair.",
      );
    }
    const sharing = g === 1 ? `all ${h} heads share it` : `heads share them in groups of ${h / g}`;
    return say(
      link("K", "k"), " and ", link("V", "v"), ` have ${counted(g, "band")}: ${sharing}. `, link("W_K", "wk"), " and ", link("W_V", "wv"),
      ` hold ${count(model * kvWide)} parameters each, where W_Q holds ${all}.`,
    );
  },
  keyframes(context) {
    const room = roomFor(context);
    const grids = projections.flatMap((projection) => headGrids(context, room, projection));
    const together = display(room.frame, jointLegends(context), grids, headBrackets(context, room), groups(context, room));
    return [together];
  },
};

/** The heads' parts of one projection in their places. */
function headGrids(context: SceneContext, room: Room, projection: Projection): readonly GridMark[] {
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

function placesOf(context: SceneContext, room: Room, projection: Projection): readonly Rect[] {
  const layout = headsLayout(room, sizesOf(context.trace));
  return { Q: layout.queries, K: layout.keys, V: layout.values }[projection.letter];
}

function leftmost(context: SceneContext, room: Room): number {
  return placesOf(context, room, queries)[0]?.x ?? 0;
}

/** A brace over the column of each head. */
function headBrackets(context: SceneContext, room: Room): readonly Mark[] {
  return placesOf(context, room, queries).map((place, head) => bracket(
    `head:${head}:bracket`, place, "top", fitting(place.width, `head ${head + 1}`, `${head + 1}`), { away: room.title },
  ));
}

/** d_k under the first head. */
function headWidth(context: SceneContext, room: Room): readonly Mark[] {
  const first = placesOf(context, room, values)[0];
  return first ? measure("d_k", first, `d_k = ${sizesOf(context.trace).dim}`) : [];
}

/** An outline around each key and value head with the query heads that use it. */
function groups(context: SceneContext, room: Room): readonly Mark[] {
  const sizes = sizesOf(context.trace);
  const users = placesOf(context, room, queries);
  return placesOf(context, room, keys).flatMap((place, group) => {
    const value = placesOf(context, room, values)[group] ?? place;
    const mine = users.filter((_, head) => groupOf(head, sizes) === group);
    const first = users.indexOf(mine[0] ?? place) + 1;
    const names = `${first}–${first + mine.length - 1}`;
    const area = around([...mine, place, value]);
    const text = mine.length === 1
      ? fitting(area.width, "own K and V", "own")
      : fitting(area.width, `heads ${names} share K and V`, `heads ${names}`, names);
    const brace = bracket(`group:${group}:bracket`, area, "bottom", text, { away: 8 });
    if (mine.length === 1) return [brace];
    const outline = grown(area, 3);
    // The first outline takes the words beside the rows in: its line would run through their ends.
    const words = group === 0 ? room.words - 4 : 0;
    const above = room.title - 4;
    return [brace, box(
      `group:${group}`,
      rect(outline.x - words, outline.y - above, outline.width + words, outline.height + above),
      { hue: "muted", dashed: true },
    )];
  });
}
