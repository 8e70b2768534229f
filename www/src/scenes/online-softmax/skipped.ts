/** Tiles without a visible key are never loaded. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat } from "../scene";
import { box, display, grid } from "../shared/marks";
import { number } from "../shared/numbers";
import { rect, rightOf } from "../shared/rects";
import { largestRow } from "../shared/room";
import { legend } from "../shared/scales";
import { shapeText } from "../shared/sizes";
import { matrix } from "../shared/views";
import { link, say } from "../shared/words";
import { walkOf, type Walk } from "./walk";

export const skipped: Beat = {
  id: "skipped",
  title: "Tiles that are skipped",
  formula: "skipped",
  caption(context) {
    const { trace } = context;
    const [seen, without] = [trace.fact("tilesVisited"), trace.fact("tilesSkipped")];
    const computed = link(seen === 1 ? "one tile" : `${number(seen)} tiles`, "tileVisited");
    if (without === 0) return say("Every tile has a key that some query of it may see: ", computed, " in all, none skipped.");
    const them = without === 1 ? "one tile has" : `${number(without)} tiles have`;
    return say("Queries see no later keys. ", computed, ` ${seen === 1 ? "is" : "are"} computed; ${them} no visible key and ${without === 1 ? "is" : "are"} never loaded.`);
  },
  keyframes(context) {
    const walk = walkOf(context);
    const { room, scales, sizes, words } = walk;
    const [mask, map] = layout(walk);
    const legends = [legend("visible", scales.mask)];
    const visible = grid("visible", matrix(context.trace, "visible", "query", "key"), scales.mask, mask, {
      title: "visible",
      shape: shapeText(sizes.n, sizes.n),
      rowLabels: words,
      ...(room.tall ? {} : { colLabels: words }),
    });
    const visited = grid("visited", matrix(context.trace, "tileVisited", "queryTile", "keyTile"), scales.mask, map, {
      title: "tiles",
      shape: shapeText(walk.queryTiles.length, walk.keyTiles.length),
    });
    return [
      display(room.frame, legends, visible),
      display(room.frame, legends, visible, unseen(walk, mask, "mask")),
      display(room.frame, legends, visible, unseen(walk, mask, "mask"), visited, unseen(walk, map, "map")),
    ];
  },
};

/** The mask, and the map of tiles over the same area. */
function layout({ room, sizes: { n } }: Walk): readonly [Rect, Rect] {
  const { inner } = room;
  const above = room.tall ? 0 : room.columnWords;
  const gap = room.gap;
  const row = Math.min((inner.height - above) / n, largestRow(n, room.tall ? 26 : 40));
  const width = Math.min((inner.width - gap) / 2, n * row * 1.5);
  const x = inner.x + (inner.width - 2 * width - gap) / 2;
  const y = inner.y + above + (inner.height - above - n * row) / 2;
  const mask = rect(x, y, width, n * row);
  return [mask, rect(rightOf(mask) + gap, y, width, n * row)];
}

/**
 * An outline around the tiles of each line that are skipped, which are neighbours. The map's tiles
 * are all as large, those of the mask as large as their tokens.
 */
function unseen({ context: { trace }, queryTiles, keyTiles, sizes: { n } }: Walk, area: Rect, over: "mask" | "map"): readonly Mark[] {
  const visited = trace.tensor("tileVisited");
  return queryTiles.flatMap((queries, queryTile) => {
    const first = keyTiles.findIndex((_, keyTile) => visited.at({ queryTile, keyTile }) === 0);
    const keys = keyTiles[first];
    if (keys === undefined) return [];
    const place =
      over === "mask"
        ? partOf(area, queries.start / n, queries.count / n, keys.start / n)
        : partOf(area, queryTile / queryTiles.length, 1 / queryTiles.length, first / keyTiles.length);
    return [box(`unseen:${over}:${queryTile}`, place, { hue: "muted", dashed: true })];
  });
}

/** From there to the right edge, in shares of the area. */
function partOf(area: Rect, top: number, height: number, left: number): Rect {
  return rect(area.x + left * area.width, area.y + top * area.height, (1 - left) * area.width, height * area.height);
}
