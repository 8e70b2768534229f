/** Bytes between slow and fast memory, as lengths: three passes over a stored matrix, and both loop orders. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat, CaptionPart, SceneContext } from "../scene";
import { barCell, cellOf } from "../shared/bar-cell";
import { box, display, grid, label } from "../shared/marks";
import { number } from "../shared/numbers";
import { rect } from "../shared/rects";
import { legend } from "../shared/scales";
import { shapeText } from "../shared/sizes";
import { matrix } from "../shared/views";
import { link, say } from "../shared/words";
import { walkOf, type Walk } from "./walk";

export const bytes: Beat = {
  id: "bytes",
  title: "Bytes moved",
  formula: "bytes",
  caption(context) {
    const { trace } = context;
    const moved = (way: number): CaptionPart => link(`${number(trace.tensor("bytesOfWay").at({ way }))} bytes`, "bytesOfWay", { way });
    return say(
      "Three passes move ",
      moved(0),
      ". Tiles move ",
      moved(1),
      " with queries in the outer loop and ",
      moved(2),
      ` with keys there, through ${number(trace.fact("fastMemory"))} bytes of fast memory.`,
    );
  },
  keyframes(context) {
    const walk = walkOf(context);
    const { room, scales } = walk;
    const { lengths, map } = layout(walk);
    const visited = grid("visited", matrix(context.trace, "tileVisited", "queryTile", "keyTile"), scales.mask, map, {
      title: "tiles",
      shape: shapeText(walk.queryTiles.length, walk.keyTiles.length),
    });
    const legends = [legend("computed tiles", scales.mask)];
    const upTo = (shown: number): readonly Mark[] => LENGTHS.slice(0, shown).flatMap((_, place) => lengthAt(context, lengths, place, room.tall));
    return [1, 3, 4].map((shown) => display(room.frame, legends, visited, upTo(shown)));
  },
};

/** A fact, what it is on a wide sheet, and on a phone. The first three are the places of `bytesOfWay`. */
const LENGTHS = [
  { fact: "bytesOfThreePasses", long: "three passes, the matrix of scores stored", short: "three passes", hue: "score" },
  { fact: "bytesMoved", long: "tiles, queries in the outer loop (FlashAttention-2)", short: "tiles, queries outside", hue: "output" },
  { fact: "bytesMovedKeysOutside", long: "tiles, keys in the outer loop (FlashAttention)", short: "tiles, keys outside", hue: "output" },
  { fact: "fastMemory", long: "fast memory in use", short: "fast memory", hue: "muted" },
] as const;

/** Kept beside a length for its number. */
const NUMBER = 104;

function lengthAt(context: SceneContext, area: Rect, place: number, tall: boolean): readonly Mark[] {
  const length = LENGTHS[place];
  if (length === undefined) return [];
  const { trace } = context;
  const longest = Math.max(...LENGTHS.map(({ fact }) => trace.fact(fact)));
  const value = trace.fact(length.fact);
  const step = area.height / LENGTHS.length;
  const height = Math.min(step - 30, 44);
  const y = area.y + place * step + (step - height - 22) / 2;
  const bar = rect(area.x, y + 22, (area.width - NUMBER) * (value / longest), height);
  return [
    label(`${length.fact}:name`, area.x, y + 8, tall ? length.short : length.long, { size: "small" }),
    length.hue === "muted"
      ? box(`${length.fact}:length`, bar, { hue: length.hue, fill: true })
      : barCell(`${length.fact}:length`, cellOf("bytesOfWay", { way: place }), value, length.hue, bar),
    label(`${length.fact}:bytes`, bar.x + bar.width + 10, y + 22 + height / 2, `${number(value)} bytes`, { size: "small" }),
  ];
}

/** The lengths, and beside them the tiles that were computed. */
function layout({ room, queryTiles, keyTiles }: Walk): { readonly lengths: Rect; readonly map: Rect } {
  const left = room.tall ? 14 : 40;
  const whole = room.frame.width - 2 * left;
  const gap = room.tall ? 16 : 48;
  const wide = whole * (room.tall ? 0.2 : 0.22);
  const cell = Math.min(wide / keyTiles.length, room.inner.height / queryTiles.length, room.tall ? 40 : 80);
  const map = rect(left + whole - wide, room.inner.y + (room.inner.height - queryTiles.length * cell) / 2, keyTiles.length * cell, queryTiles.length * cell);
  const top = room.inner.y - room.title;
  return { lengths: rect(left, top, whole - wide - gap, room.inner.height + room.title), map };
}
