/** Which part of a map the picture shows: pure, in cells and CSS pixels. */

/** Rows and keys of a map. */
export interface MapShape {
  readonly rows: number;
  readonly keys: number;
}

/** The size of the picture in CSS pixels. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** The cell at the picture's corner, with the part of it that is cut off, and the side of a cell in CSS pixels. */
export interface View {
  readonly row: number;
  readonly key: number;
  readonly cell: number;
}

/** Ranges of cells; ends are exclusive and whole. */
export interface Cells {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly keyStart: number;
  readonly keyEnd: number;
}

/** The widest that a cell is shown. */
export const widestCell = 96;

/** The side of a cell at which the whole map is seen. */
export function fittingCell(shape: MapShape, extent: Extent): number {
  return Math.min(widestCell, extent.width / shape.keys, extent.height / shape.rows);
}

export function wholeMap(shape: MapShape, extent: Extent): View {
  return clampView({ row: 0, key: 0, cell: fittingCell(shape, extent) }, shape, extent);
}

/** Cells neither smaller than needed to see the whole map nor wider than the widest; no room beside the map that it could fill. */
export function clampView(view: View, shape: MapShape, extent: Extent): View {
  const cell = Math.min(widestCell, Math.max(fittingCell(shape, extent), view.cell));
  return {
    row: clampStart(view.row, shape.rows, extent.height / cell),
    key: clampStart(view.key, shape.keys, extent.width / cell),
    cell,
  };
}

/** What is smaller than the picture begins where it does, beside the names of rows and under those of keys. */
function clampStart(start: number, size: number, seen: number): number {
  return seen >= size ? 0 : Math.min(size - seen, Math.max(0, start));
}

/** Zooms by a factor about a point of the picture, which stays where it is. */
export function zoomView(view: View, factor: number, x: number, y: number, shape: MapShape, extent: Extent): View {
  const cell = Math.min(widestCell, Math.max(fittingCell(shape, extent), view.cell * factor));
  const row = view.row + y / view.cell - y / cell;
  const key = view.key + x / view.cell - x / cell;
  return clampView({ row, key, cell }, shape, extent);
}

export function panView(view: View, dx: number, dy: number, shape: MapShape, extent: Extent): View {
  return clampView({ ...view, row: view.row - dy / view.cell, key: view.key - dx / view.cell }, shape, extent);
}

/** The view with a cell in its middle. */
export function viewOf(row: number, key: number, cell: number, shape: MapShape, extent: Extent): View {
  const side = Math.min(widestCell, Math.max(fittingCell(shape, extent), cell));
  return clampView({ row: row + 0.5 - extent.height / side / 2, key: key + 0.5 - extent.width / side / 2, cell: side }, shape, extent);
}

/** The cell in the middle. */
export function middleOf(view: View, shape: MapShape, extent: Extent): { readonly row: number; readonly key: number } {
  const place = (start: number, seen: number, size: number) => Math.min(size - 1, Math.max(0, Math.floor(start + seen / 2)));
  return {
    row: place(view.row, extent.height / view.cell, shape.rows),
    key: place(view.key, extent.width / view.cell, shape.keys),
  };
}

/** The cells that are seen, all of them or in part. */
export function cellsIn(view: View, shape: MapShape, extent: Extent): Cells {
  return {
    rowStart: Math.max(0, Math.floor(view.row)),
    rowEnd: Math.min(shape.rows, Math.ceil(view.row + extent.height / view.cell)),
    keyStart: Math.max(0, Math.floor(view.key)),
    keyEnd: Math.min(shape.keys, Math.ceil(view.key + extent.width / view.cell)),
  };
}

/** The cell under a point of the picture; null beside the map. */
export function cellAt(view: View, x: number, y: number, shape: MapShape): { readonly row: number; readonly key: number } | null {
  const row = Math.floor(view.row + y / view.cell);
  const key = Math.floor(view.key + x / view.cell);
  return row >= 0 && key >= 0 && row < shape.rows && key < shape.keys ? { row, key } : null;
}
