/** The cell cursor of the keyboard: where it is, and where a key takes it. */
import type { DisplayList } from "../../marks/display-list";
import { isPointable, isRevealed, type CellMark } from "../../marks/hit";
import { cellsOf } from "../../marks/view";
import type { TraceReader } from "../../trace/reader";

export interface Cursor {
  /** The mark it is in. */
  readonly id: string;
  readonly row: number;
  readonly col: number;
}

export type CursorKey = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "PageUp" | "PageDown" | "Home" | "End";

const STEPS: Readonly<Partial<Record<CursorKey, readonly [row: number, col: number]>>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

export function isCursorKey(key: string): key is CursorKey {
  return key in STEPS || key === "PageUp" || key === "PageDown" || key === "Home" || key === "End";
}

/** Where a cursor starts: the first cell of the first grid in focus, or null when there is none. */
export function firstCursor(list: DisplayList): Cursor | null {
  const marks = cellMarks(list);
  const mark = marks.find((each) => (each.dim ?? 0) < 0.5) ?? marks[0];
  return mark ? { id: mark.id, row: 0, col: 0 } : null;
}

/** The cursor after a key. It stays where it is when there is nothing in that direction. */
export function moveCursor(list: DisplayList, trace: TraceReader, cursor: Cursor, key: CursorKey): Cursor {
  const marks = cellMarks(list);
  const at = marks.findIndex((mark) => mark.id === cursor.id);
  const mark = marks[at];
  if (!mark) return firstCursor(list) ?? cursor;
  if (key === "PageUp" || key === "PageDown") {
    const next = marks[at + (key === "PageDown" ? 1 : -1)];
    return next ? { id: next.id, row: 0, col: 0 } : cursor;
  }
  const { rows, cols } = extentOf(mark, trace);
  if (key === "Home") return { ...cursor, col: 0 };
  if (key === "End") return { ...cursor, col: cols - 1 };
  const [down, right] = STEPS[key] ?? [0, 0];
  const moved = { id: cursor.id, row: cursor.row + down, col: cursor.col + right };
  if (moved.row >= 0 && moved.row < rows && moved.col >= 0 && moved.col < cols) return moved;
  return across(marks, mark, trace, cursor, down, right) ?? cursor;
}

/** The cursor kept on a cell that exists and is computed in this display list, or null. */
export function settled(list: DisplayList, trace: TraceReader, cursor: Cursor): { cursor: Cursor; mark: CellMark } | null {
  const mark = cellMarks(list).find((each) => each.id === cursor.id);
  if (!mark) return null;
  const { rows, cols } = extentOf(mark, trace);
  const kept = { id: cursor.id, row: Math.min(cursor.row, rows - 1), col: Math.min(cursor.col, cols - 1) };
  const place = placeOf(mark, trace, kept);
  return kept.row >= 0 && kept.col >= 0 && isRevealed(mark, cellsOf(trace, mark.view), place.row, place.col) ? { cursor: kept, mark } : null;
}

/** The cursor's place in the view: bars stand in one row, whatever the view's rows are. */
export function placeOf(mark: CellMark, trace: TraceReader, cursor: Cursor): { row: number; col: number } {
  if (mark.kind === "grid") return { row: cursor.row, col: cursor.col };
  const { cols } = cellsOf(trace, mark.view);
  return { row: Math.floor(cursor.col / cols), col: cursor.col % cols };
}

function extentOf(mark: CellMark, trace: TraceReader): { rows: number; cols: number } {
  const { rows, cols } = cellsOf(trace, mark.view);
  return mark.kind === "bars" ? { rows: 1, cols: rows * cols } : { rows, cols };
}

/** Into the nearest mark that lies in that direction, level with where the cursor leaves. */
function across(marks: readonly CellMark[], from: CellMark, trace: TraceReader, cursor: Cursor, down: number, right: number): Cursor | null {
  const { rows, cols } = extentOf(from, trace);
  const x = from.x + ((cursor.col + 0.5) / cols) * from.width;
  const y = from.y + ((cursor.row + 0.5) / rows) * from.height;
  let best: { mark: CellMark; distance: number } | null = null;
  for (const mark of marks) {
    if (mark === from) continue;
    const [nearX, nearY] = [clampTo(x, mark.x, mark.width), clampTo(y, mark.y, mark.height)];
    const ahead = (nearX - x) * right + (nearY - y) * down;
    const aside = right !== 0 ? Math.abs(nearY - y) : Math.abs(nearX - x);
    const distance = ahead + 2 * aside;
    if (ahead > 0 && (!best || distance < best.distance)) best = { mark, distance };
  }
  if (!best) return null;
  const { mark } = best;
  const target = extentOf(mark, trace);
  const slot = (part: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(part * count)));
  return {
    id: mark.id,
    row: down > 0 ? 0 : down < 0 ? target.rows - 1 : slot((y - mark.y) / mark.height, target.rows),
    col: right > 0 ? 0 : right < 0 ? target.cols - 1 : slot((x - mark.x) / mark.width, target.cols),
  };
}

function cellMarks(list: DisplayList): readonly CellMark[] {
  return list.marks.filter(isPointable);
}

function clampTo(value: number, start: number, length: number): number {
  return Math.min(start + length, Math.max(start, value));
}
