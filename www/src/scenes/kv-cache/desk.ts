/**
 * Where one head's cache stands: K and V beside each other, a row each above and under them, and on a
 * wide sheet a panel for all the other heads and layers.
 */
import type { Rect } from "../../marks/display-list";
import { clamp, rect } from "../shared/rects";
import { largestRow } from "../shared/room";
import type { Cache } from "./cache";

export interface Desk {
  readonly keys: Rect;
  readonly values: Rect;
  /** One column beside K, one beside V: between the two where they stand apart. */
  readonly scores: Rect;
  readonly weights: Rect;
  /** One row above K. */
  readonly query: Rect;
  /** One row under K, one under V, and one under both. */
  readonly foot: Readonly<Record<"keys" | "values" | "both", Rect>>;
  /** Right of it all; on a tall sheet under it, where `below` keeps room, or right of it all the same where that leaves rows too little. */
  readonly panel: Readonly<Record<"head" | "body", Rect>> | null;
}

export interface DeskOptions {
  /** Whether scores and weights stand between K and V. */
  readonly apart?: boolean;
  /** Height kept under the rows on a tall sheet. */
  readonly below?: number;
}

const SIZES = {
  wide: { line: 22, column: 58, between: 12, closed: 24, cell: 26, row: 26 },
  tall: { line: 15, column: 34, between: 8, closed: 18, cell: 20, row: 22 },
} as const;
/** K and V are still as wide as their names. */
const LEAST_WIDTH = 44;
const LEGS = 4;
/** Three lines at the head of the panel. */
const HEAD = 84;
/** The least height for the rows over a panel, and the width of one that stands beside them instead. */
const LEAST_HEIGHT = 72;
const BESIDE = { width: 172, away: 12 };

export function deskOf({ room, sizes, rows }: Cache, { apart = false, below = 0 }: DeskOptions = {}): Desk {
  const { inner, tall, title } = room;
  const { line, column, between, closed, cell, row: usual } = SIZES[tall ? "tall" : "wide"];
  const under = line + title + LEGS;
  const isUnder = tall && below > 0 && inner.height - 2 * under - below >= LEAST_HEIGHT;
  const isBeside = !tall || (below > 0 && !isUnder);
  const beside = tall ? BESIDE : { width: clamp(room.frame.width * 0.27, 176, 330), away: 36 };
  const whole = inner.width - (isBeside ? beside.width + beside.away : 0);
  const kept = isUnder ? below : 0;
  // As narrow with scores between them as without, so that nothing is resized when they come apart.
  const open = 2 * column + 3 * between;
  const width = Math.max(Math.min((whole - open) / 2, sizes.dim * cell), LEAST_WIDTH);
  const gap = apart ? open : closed;
  const x = inner.x + Math.max(0, (whole - 2 * width - open) / 2);

  const row = Math.min((inner.height - 2 * under - kept) / rows, largestRow(rows, usual));
  const height = rows * row;
  const y = inner.y + (inner.height - kept - 2 * under - height) / 2;
  const top = y + under;
  const keys = rect(x, top, width, height);
  const values = rect(x + width + gap, top, width, height);
  const footTop = top + height + title + LEGS;
  const side = rect(inner.x + whole + beside.away, inner.y, beside.width, inner.height);
  const foot = rect(inner.x, footTop + line + 8, inner.width, below - 8);
  return {
    keys,
    values,
    scores: rect(x + width + between, top, column, height),
    weights: rect(x + width + gap - between - column, top, column, height),
    query: rect(x, y, width, line),
    foot: {
      keys: rect(keys.x, footTop, width, line),
      values: rect(values.x, footTop, width, line),
      both: rect(keys.x, footTop, 2 * width + gap, line),
    },
    panel: !tall
      ? { head: { ...side, height: HEAD }, body: rect(side.x, side.y + HEAD, side.width, side.height - HEAD) }
      : below > 0 ? { head: isUnder ? foot : { ...side, height: below }, body: rect(0, 0, 0, 0) } : null,
  };
}
