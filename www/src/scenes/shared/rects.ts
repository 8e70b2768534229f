/** Arithmetic on rectangles: where rows, columns and cells of a matrix stand. */
import type { Rect } from "../../marks/display-list";

export function rect(x: number, y: number, width: number, height: number): Rect {
  return { x, y, width, height };
}

export function rightOf(area: Rect): number {
  return area.x + area.width;
}

export function bottomOf(area: Rect): number {
  return area.y + area.height;
}

export function middleOf(area: Rect): readonly [x: number, y: number] {
  return [area.x + area.width / 2, area.y + area.height / 2];
}

/** `span` of `of` equal rows, from row `start`. */
export function rowsIn(area: Rect, of: number, start: number, span = 1): Rect {
  const row = area.height / of;
  return rect(area.x, area.y + start * row, area.width, span * row);
}

/** `span` of `of` equal columns, from column `start`. */
export function colsIn(area: Rect, of: number, start: number, span = 1): Rect {
  const column = area.width / of;
  return rect(area.x + start * column, area.y, span * column, area.height);
}

export function moved(area: Rect, dx: number, dy: number): Rect {
  return rect(area.x + dx, area.y + dy, area.width, area.height);
}

/** Larger on every side. */
export function grown(area: Rect, by: number): Rect {
  return rect(area.x - by, area.y - by, area.width + 2 * by, area.height + 2 * by);
}

/** The smallest rectangle around all. */
export function around(areas: readonly Rect[]): Rect {
  const x = Math.min(...areas.map((area) => area.x));
  const y = Math.min(...areas.map((area) => area.y));
  return rect(x, y, Math.max(...areas.map(rightOf)) - x, Math.max(...areas.map(bottomOf)) - y);
}

/** Columns parted into equal bands with a gap between them, left edges first. */
export function bandsIn(area: Rect, bands: number, gap: number): readonly Rect[] {
  const width = (area.width - gap * (bands - 1)) / bands;
  return Array.from({ length: bands }, (_, band) => rect(area.x + band * (width + gap), area.y, width, area.height));
}

/** Rows parted into equal blocks with a gap between them, top first. */
export function blocksIn(area: Rect, blocks: number, gap: number): readonly Rect[] {
  const height = (area.height - gap * (blocks - 1)) / blocks;
  return Array.from({ length: blocks }, (_, block) => rect(area.x, area.y + block * (height + gap), area.width, height));
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
