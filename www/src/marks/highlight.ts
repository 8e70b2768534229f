/** Outlines around the cells that the reader points at, and around those they come from. */
import { alphaOf, type Brush } from "./canvas";
import { rectToScreen } from "./camera";
import type { CellSet, Mark } from "./display-list";
import { cellRect, isPointable, type CellMark } from "./hit";
import { cellsOf, locate, type Cells } from "./view";

/** Highlighted cells of one mark: bit `row * cols + col`. */
export interface Highlighted {
  readonly mark: CellMark;
  readonly cells: Cells;
  readonly places: ReadonlySet<number>;
}

const LINE = 2;
const HALO = 5;
/** A cell smaller than this gets a larger outline, so that it can be found. */
const SMALLEST = 7;

/** Which highlighted cells stand in which mark. */
export function highlightedIn(brush: Brush, marks: readonly Mark[], sets: readonly CellSet[]): Map<string, Highlighted> {
  const found = new Map<string, Highlighted>();
  if (sets.length === 0) return found;
  for (const mark of marks) {
    if (!isPointable(mark)) continue;
    const places = new Set<number>();
    const cells = cellsOf(brush.trace, mark.view);
    for (const set of sets) {
      if (set.tensor !== mark.view.tensor) continue;
      for (const offset of set.cells) {
        const place = locate(cells, offset);
        if (place) places.add(place.row * cells.cols + place.col);
      }
    }
    if (places.size > 0) found.set(mark.id, { mark, cells, places });
  }
  return found;
}

/**
 * Paints the outline of a set of cells: one line around all that touch. A halo of the background
 * parts it from any colour, so it reads by shape, not by hue.
 */
export function paintHighlight(brush: Brush, { mark, cells, places }: Highlighted, color: string): void {
  const { context } = brush;
  const shape = new Path(brush, mark, cells);
  for (const place of places) shape.add(places, Math.floor(place / cells.cols), place % cells.cols);
  context.globalAlpha = Math.max(0.7, alphaOf(mark));
  context.lineJoin = "miter";
  context.lineCap = "square";
  context.strokeStyle = brush.palette.background;
  context.lineWidth = HALO;
  shape.stroke();
  context.strokeStyle = color;
  context.lineWidth = LINE;
  shape.stroke();
  context.globalAlpha = 1;
}

/** Sides of cells whose neighbour on that side is not in the set. */
class Path {
  private readonly lines: [number, number, number, number][] = [];
  private readonly brush: Brush;
  private readonly mark: CellMark;
  private readonly cells: Cells;

  constructor(brush: Brush, mark: CellMark, cells: Cells) {
    this.brush = brush;
    this.mark = mark;
    this.cells = cells;
  }

  add(places: ReadonlySet<number>, row: number, col: number): void {
    const { rows, cols } = this.cells;
    const has = (r: number, c: number): boolean => r >= 0 && c >= 0 && r < rows && c < cols && places.has(r * cols + c);
    const rect = rectToScreen(this.brush.camera, cellRect(this.mark, this.cells, row, col));
    const grow = places.size === 1 ? { x: (SMALLEST - rect.width) / 2, y: (SMALLEST - rect.height) / 2 } : { x: 0, y: 0 };
    const [x0, y0] = [rect.x - Math.max(0, grow.x), rect.y - Math.max(0, grow.y)];
    const [x1, y1] = [rect.x + rect.width + Math.max(0, grow.x), rect.y + rect.height + Math.max(0, grow.y)];
    // The cells of bars stand in one row, whatever the view's rows are.
    const bars = this.mark.kind === "bars";
    if (bars || !has(row - 1, col)) this.lines.push([x0, y0, x1, y0]);
    if (bars || !has(row + 1, col)) this.lines.push([x0, y1, x1, y1]);
    if (!has(row, col - 1)) this.lines.push([x0, y0, x0, y1]);
    if (!has(row, col + 1)) this.lines.push([x1, y0, x1, y1]);
  }

  stroke(): void {
    const { context } = this.brush;
    context.beginPath();
    for (const [x0, y0, x1, y1] of this.lines) {
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
    }
    context.stroke();
  }
}
