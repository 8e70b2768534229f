/** A + B = C: three matrices of one shape, side by side, or one above the other on a phone. */
import type { LabelMark, Rect } from "../../marks/display-list";
import { operator } from "./marks";
import { middleOf, rect, rightOf } from "./rects";
import { centred, largestRow, type Room } from "./room";

export interface SumLayout {
  readonly terms: readonly [Rect, Rect];
  readonly sum: Rect;
  /** The plus and the equals sign, in that order. */
  readonly signs: readonly [LabelMark, LabelMark];
}

export function sumLayout(room: Room, rows: number, columns: number): SumLayout {
  const places = room.tall ? stacked(room, rows, columns) : sideBySide(room, rows, columns);
  const [first, second, sum] = places;
  return {
    terms: [first, second],
    sum,
    signs: [
      operator("plus", ...between(first, second, room.tall), "+"),
      operator("equals", ...between(second, sum, room.tall), "="),
    ],
  };
}

type Three = readonly [Rect, Rect, Rect];

function sideBySide(room: Room, rows: number, columns: number): Three {
  const row = Math.min(room.inner.height / rows, largestRow(rows, 34));
  const column = Math.min((room.inner.width - 2 * room.gap) / (3 * columns), 30);
  const width = columns * column;
  const { x, y } = centred(room, 3 * width + 2 * room.gap, rows * row);
  const at = (place: number): Rect => rect(x + place * (width + room.gap), y, width, rows * row);
  return [at(0), at(1), at(2)];
}

function stacked(room: Room, rows: number, columns: number): Three {
  const between = room.title + 6;
  const height = Math.min((room.inner.height - 2 * between) / 3, rows * 26);
  const width = Math.min(room.inner.width, columns * 24);
  const { x, y } = centred(room, width, 3 * height + 2 * between);
  const at = (place: number): Rect => rect(x, y + place * (height + between), width, height);
  return [at(0), at(1), at(2)];
}

/** Where the sign stands. Above a stacked grid its title begins the line, so the sign ends it. */
function between(first: Rect, second: Rect, above: boolean): [x: number, y: number] {
  return above ? [rightOf(second) - 8, second.y - 11] : [(rightOf(first) + second.x) / 2, middleOf(first)[1]];
}
