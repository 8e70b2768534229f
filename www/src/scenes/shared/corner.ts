/**
 * A product drawn around its corner: the left factor below left, the right factor above right, and
 * the product where they meet, so that a cell stands in the row and the column it comes from.
 *
 *              top    (depth x columns)
 *     left     corner (rows x columns)
 *     (rows x depth)
 *
 * Several products with the same left factor stand side by side.
 */
import type { Rect } from "../../marks/display-list";
import { clamp, rect } from "./rects";
import { centred, largestRow, type Room } from "./room";

export interface CornerShape {
  readonly rows: number;
  /** Columns of the left factor, rows of every right factor. */
  readonly depth: number;
  /** Columns of each right factor. */
  readonly columns: readonly number[];
  /** Width kept free in each block for the gaps between bands, and in the left factor. */
  readonly slack?: readonly number[];
  readonly leftSlack?: number;
  /** Height kept free in the right factors for the gaps between blocks of rows. */
  readonly topSlack?: number;
}

export interface Corner {
  readonly left: Rect;
  /** Where the sign of the product stands: between the corners of the two factors. */
  readonly times: readonly [x: number, y: number];
  readonly tops: readonly Rect[];
  readonly products: readonly Rect[];
}

const LARGEST_CELL = 30;
const LARGEST_ROW = 34;

export function corner(room: Room, shape: CornerShape): Corner {
  const { rows, depth, columns } = shape;
  const slack = columns.map((_, block) => shape.slack?.[block] ?? 0);
  const leftSlack = shape.leftSlack ?? 0;
  const topSlack = shape.topSlack ?? 0;
  const total = depth + columns.reduce((sum, count) => sum + count, 0);
  const gaps = room.gap * columns.length;
  const slacks = leftSlack + slack.reduce((sum, space) => sum + space, 0);
  const column = Math.min((room.inner.width - gaps - slacks) / total, LARGEST_CELL);

  const between = room.title + (room.tall ? 8 : 14);
  const height = room.inner.height - between - topSlack;
  const rowShare = clamp(rows * 26, height * 0.32, height * 0.5);
  const row = Math.min(rowShare / rows, largestRow(rows, LARGEST_ROW));
  const depthRow = Math.min((height - rows * row) / depth, Math.max(column, 4), LARGEST_CELL);

  const topHeight = depth * depthRow + topSlack;
  const size = { width: total * column + gaps + slacks, height: topHeight + between + rows * row };
  const origin = centred(room, size.width, size.height);
  const base = origin.y + topHeight + between;
  const left = rect(origin.x, base, depth * column + leftSlack, rows * row);
  let x = left.x + left.width + room.gap;
  const tops: Rect[] = [];
  const products: Rect[] = [];
  columns.forEach((count, block) => {
    const width = count * column + (slack[block] as number);
    tops.push(rect(x, origin.y, width, topHeight));
    products.push(rect(x, base, width, rows * row));
    x += width + room.gap;
  });
  return { left, times: [left.x + left.width + room.gap / 2, base - between / 2], tops, products };
}
