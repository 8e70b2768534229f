/** Which cell is under a point of the screen, and where on the screen a cell is. */
import type { TraceReader } from "../trace/reader";
import { rectToScreen, toWorld, type Camera } from "./camera";
import type { BarsMark, DisplayList, GridMark, Rect } from "./display-list";
import { inPaintingOrder } from "./order";
import { cellsOf, locate, offsetOf, type Cells } from "./view";

/** A mark that shows cells. */
export type CellMark = GridMark | BarsMark;

export interface Hit {
  readonly mark: CellMark;
  readonly tensor: string;
  /** Row-major offset in the tensor. */
  readonly offset: number;
  /** One index for each axis of the tensor. */
  readonly index: readonly number[];
  /** Place in the mark's own rows and columns. */
  readonly row: number;
  readonly col: number;
}

/** Marks fainter than this are on their way in or out and can't be pointed at. */
const SOLID = 0.5;

/** The nearest cell under the screen point (px, py), or null. Cells not yet revealed don't count. */
export function hitTest(list: DisplayList, camera: Camera, trace: TraceReader, px: number, py: number): Hit | null {
  const [x, y] = toWorld(camera, px, py);
  for (const mark of inPaintingOrder(list.marks).toReversed()) {
    if (!isPointable(mark) || !contains(mark, x, y)) continue;
    const cells = cellsOf(trace, mark.view);
    const place = placeIn(mark, cells, (x - mark.x) / mark.width, (y - mark.y) / mark.height);
    return place && hitAt(mark, cells, trace, place.row, place.col);
  }
  return null;
}

/** The hit for a cell that is already known by its place in a mark. */
export function hitAt(mark: CellMark, cells: Cells, trace: TraceReader, row: number, col: number): Hit {
  const offset = offsetOf(cells, row, col);
  return { mark, tensor: cells.tensor, offset, index: trace.tensor(cells.tensor).index(offset), row, col };
}

/** Every place where a cell of a tensor stands on the screen, nearest mark last. */
export function cellRects(list: DisplayList, camera: Camera, trace: TraceReader, tensor: string, offset: number): { mark: CellMark; rect: Rect }[] {
  const found: { mark: CellMark; rect: Rect }[] = [];
  for (const mark of inPaintingOrder(list.marks)) {
    if (!isPointable(mark) || mark.view.tensor !== tensor) continue;
    const cells = cellsOf(trace, mark.view);
    const place = locate(cells, offset);
    if (place) found.push({ mark, rect: rectToScreen(camera, cellRect(mark, cells, place.row, place.col)) });
  }
  return found;
}

/** The rectangle of one cell in the mark's own units. A bar's cell is its whole column. */
export function cellRect(mark: CellMark, cells: Cells, row: number, col: number): Rect {
  if (mark.kind === "bars") {
    const width = mark.width / (cells.rows * cells.cols);
    return { x: mark.x + (row * cells.cols + col) * width, y: mark.y, width, height: mark.height };
  }
  const width = mark.width / cells.cols;
  const height = mark.height / cells.rows;
  return { x: mark.x + col * width, y: mark.y + row * height, width, height };
}

/** Whether a reader can point at cells of this mark now. */
export function isPointable(mark: DisplayList["marks"][number]): mark is CellMark {
  return (mark.kind === "grid" || mark.kind === "bars") && (mark.opacity ?? 1) >= SOLID && mark.width > 0 && mark.height > 0;
}

/** Whether the cell of a grid has been computed at this moment of its reveal. */
export function isRevealed(mark: CellMark, cells: Cells, row: number, col: number): boolean {
  if (mark.kind === "bars") return true;
  const computed = (mark.reveal ?? 1) * cells.rows;
  return row + (col + 1) / cells.cols <= computed + 1e-9;
}

function placeIn(mark: CellMark, cells: Cells, u: number, v: number): { row: number; col: number } | null {
  if (cells.rows * cells.cols === 0) return null;
  if (mark.kind === "bars") {
    const bar = slot(u, cells.rows * cells.cols);
    return { row: Math.floor(bar / cells.cols), col: bar % cells.cols };
  }
  const place = { row: slot(v, cells.rows), col: slot(u, cells.cols) };
  return isRevealed(mark, cells, place.row, place.col) ? place : null;
}

/** Which of `count` equal parts of [0, 1] a fraction falls into. */
function slot(fraction: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(fraction * count)));
}

function contains(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && y >= rect.y && x <= rect.x + rect.width && y <= rect.y + rect.height;
}
