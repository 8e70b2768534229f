/** Blocks with the same rows side by side, in one line or several: what becomes of numbers, from left to right. */
import type { Rect } from "../../marks/display-list";
import { rect } from "./rects";
import { largestRow, type Room } from "./room";

export interface Block<Key extends string> {
  readonly key: Key;
  readonly columns: number;
}

/** A column that stands alone is as wide as its number. */
const ALONE = { wide: 56, tall: 44 } as const;
const LARGEST_COLUMN = { wide: 56, tall: 40 } as const;

/** Where each block stands. `above` is kept free over the first line, `below` under the last. */
export function strip<Key extends string>(
  room: Room,
  rows: number,
  lines: readonly (readonly Block<Key>[])[],
  { above = 0, below = 0 }: { readonly above?: number; readonly below?: number } = {},
): Readonly<Record<Key, Rect>> {
  const sheet = room.tall ? "tall" : "wide";
  const { inner } = room;
  const between = room.title + (room.tall ? 6 : 14);
  const height = inner.height - above - below - between * (lines.length - 1);
  const row = Math.min(height / lines.length / rows, largestRow(rows, room.tall ? 26 : 40));
  const used = above + below + lines.length * rows * row + between * (lines.length - 1);
  let y = inner.y + (inner.height - used) / 2 + above;
  const found: [Key, Rect][] = [];
  // What stands under what shares its left edge.
  const widths = lines.map((line) => widthsOf(line, inner.width, gapOf(room), sheet));
  const widest = Math.max(...widths.map((line) => line.reduce((sum, width) => sum + width, gapOf(room) * (line.length - 1))));
  lines.forEach((line, place) => {
    let x = inner.x + (inner.width - widest) / 2;
    line.forEach(({ key }, at) => {
      const width = widths[place]?.[at] ?? 0;
      found.push([key, rect(x, y, width, rows * row)]);
      x += width + gapOf(room);
    });
    y += rows * row + between;
  });
  return Object.fromEntries(found) as Record<Key, Rect>;
}

function gapOf(room: Room): number {
  return room.tall ? 14 : 28;
}

function widthsOf(line: readonly Block<string>[], whole: number, gap: number, sheet: "wide" | "tall"): readonly number[] {
  const alone = line.filter(({ columns }) => columns === 1).length * ALONE[sheet];
  const shared = line.reduce((sum, { columns }) => sum + (columns > 1 ? columns : 0), 0);
  const column = Math.min((whole - gap * (line.length - 1) - alone) / Math.max(1, shared), LARGEST_COLUMN[sheet]);
  return line.map(({ columns }) => (columns === 1 ? ALONE[sheet] : columns * column));
}
