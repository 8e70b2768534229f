/** Where things stand in Attend. Rows of tokens and columns of keys keep one size through all beats. */
import type { Rect } from "../../marks/display-list";
import { BARS_TITLE } from "../shared/marks";
import { bottomOf, rect, rightOf } from "../shared/rects";
import { centred, largestRow, type Room } from "../shared/room";
import type { Sizes } from "../shared/sizes";

/** Sizes of cells in the scene, in world units. */
interface Cells {
  /** A token as a row. */
  readonly row: number;
  /** A key as a column. */
  readonly key: number;
  /** A dimension of a head as a column. */
  readonly dim: number;
  /** A dimension of a head as a row, in K transposed. */
  readonly dimRow: number;
}

export interface AttendLayout {
  /** The queries meet the keys: S in the corner of Q and K transposed. */
  readonly meet: { readonly q: Rect; readonly k: Rect; readonly s: Rect; readonly times: readonly [x: number, y: number] };
  /** Two score matrices side by side, and under each a row of bars in the same columns. */
  readonly compare: { readonly left: Rect; readonly right: Rect; readonly leftBars: Rect; readonly rightBars: Rect };
  /** Two matrices, or one and three charts of a row of it, over the height of the sheet. */
  readonly pair: { readonly left: Rect; readonly right: Rect; readonly charts: readonly [Rect, Rect, Rect] };
  /** The weights mix the values: the head's output in the corner of A and V. */
  readonly mix: { readonly a: Rect; readonly v: Rect; readonly o: Rect; readonly column: Rect };
}

/** Between the two matrices of a comparison, where the operator stands. */
const BETWEEN = { wide: 104, tall: 42 } as const;

export function attendLayout(room: Room, sizes: Sizes): AttendLayout {
  const cells = cellSizes(room, sizes);
  return {
    meet: meet(room, sizes, cells),
    compare: compare(room, sizes, cells),
    pair: pair(room, sizes, cells),
    mix: mix(room, sizes, cells),
  };
}

/** Height between the two lines of matrices: a title and air. */
function lineGap(room: Room): number {
  return room.title + (room.tall ? 6 : 12);
}

function cellSizes(room: Room, { n, dim }: Sizes): Cells {
  const between = BETWEEN[room.tall ? "tall" : "wide"];
  const height = room.inner.height - room.columnWords - lineGap(room);
  const row = Math.min(height / 2 / n, largestRow(n, room.tall ? 30 : 46));
  const key = Math.min((room.inner.width - between) / 2 / n, largestRow(n, room.tall ? 40 : 60), Math.max(row * 2.6, 4));
  const dimWidth = Math.min((room.inner.width - mixGap(room, key) - n * key) / dim, room.tall ? 24 : 34);
  return { row, key, dim: dimWidth, dimRow: Math.min((height - n * row) / dim, room.tall ? 20 : 28) };
}

/** Width of the row of weights that stands upright beside V, and its distance from V. */
function uprightOf(room: Room, key: number): { readonly width: number; readonly gap: number } {
  return { width: Math.min(key, room.tall ? 14 : 26), gap: room.tall ? 4 : 10 };
}

/** Between A and the head's output: the upright row of weights and, on a wide sheet, its words. */
function mixGap(room: Room, key: number): number {
  const upright = uprightOf(room, key);
  return room.gap + upright.width + upright.gap + (room.tall ? 0 : room.words * 0.6);
}

function meet(room: Room, { n, dim }: Sizes, cells: Cells): AttendLayout["meet"] {
  const top = dim * cells.dimRow;
  const height = room.columnWords + top + lineGap(room) + n * cells.row;
  const { x, y } = centred(room, dim * cells.dim + room.gap + n * cells.key, height);
  const q = rect(x, y + height - n * cells.row, dim * cells.dim, n * cells.row);
  const s = rect(rightOf(q) + room.gap, q.y, n * cells.key, n * cells.row);
  const times = [rightOf(q) + room.gap / 2, q.y - lineGap(room) / 2] as const;
  return { q, s, k: rect(s.x, y + room.columnWords, s.width, top), times };
}

function compare(room: Room, { n }: Sizes, cells: Cells): AttendLayout["compare"] {
  const size = { width: n * cells.key, height: n * cells.row };
  const under = size.height + (room.tall ? 22 : 34) + BARS_TITLE;
  const chart = Math.min(room.inner.height - room.columnWords - under, room.tall ? 96 : 170);
  const between = BETWEEN[room.tall ? "tall" : "wide"];
  const { x, y } = centred(room, 2 * size.width + between, room.columnWords + under + chart);
  const left = rect(x, y + room.columnWords, size.width, size.height);
  const right = { ...left, x: rightOf(left) + between };
  const below = (area: Rect): Rect => rect(area.x, area.y + under, area.width, chart);
  return { left, right, leftBars: below(left), rightBars: below(right) };
}

function pair(room: Room, { n }: Sizes, cells: Cells): AttendLayout["pair"] {
  const between = BETWEEN[room.tall ? "tall" : "wide"];
  const row = Math.min(
    (room.inner.height - room.columnWords) / n,
    Math.max(cells.key * (room.tall ? 1.6 : 1), 2),
    largestRow(n, room.tall ? 30 : 46),
  );
  const { x, y } = centred(room, 2 * n * cells.key + between, room.columnWords + n * row);
  const left = rect(x, y + room.columnWords, n * cells.key, n * row);
  const right = { ...left, x: rightOf(left) + between };
  const names = room.columnWords;
  // A bar that hangs below zero has its number under it, above the next chart's title.
  const step = BARS_TITLE + (room.tall ? 6 : 22);
  const top = room.inner.y + BARS_TITLE - room.title;
  const height = (bottomOf(room.inner) - top - names - 2 * step) / 3;
  const chart = (place: number): Rect => rect(right.x, top + place * (height + step), right.width, height);
  return { left, right, charts: [chart(0), chart(1), chart(2)] };
}

function mix(room: Room, { n, dim }: Sizes, cells: Cells): AttendLayout["mix"] {
  const side = n * cells.row;
  const upright = uprightOf(room, cells.key);
  const gap = mixGap(room, cells.key);
  const { x, y } = centred(room, n * cells.key + gap + dim * cells.dim, room.columnWords + 2 * side + lineGap(room));
  const line = y + room.columnWords + side + lineGap(room);
  const a = rect(x, line, n * cells.key, side);
  const o = rect(rightOf(a) + gap, line, dim * cells.dim, side);
  const v = { ...o, y: y + room.columnWords };
  return { a, o, v, column: rect(v.x - upright.gap - upright.width, v.y, upright.width, side) };
}
