/** One frame of the map: tiles from what is there, what the mask hides, and the cell that is pointed at. */
import type { Palette } from "../../theme/palette";
import type { Atlas, KnownTile } from "./atlas";
import { hiddenRuns } from "./mask";
import type { Pictures } from "./pictures";
import type { MaskName } from "./settings";
import { ancestorOf, blockOf, cellsOf, rootLevel, type Tile } from "./tiles";
import type { Cells, Extent, MapShape, View } from "./view";

export interface Frame {
  readonly context: CanvasRenderingContext2D;
  /** Device pixels in a CSS pixel. */
  readonly ratio: number;
  /** Where the map's picture begins on the canvas. */
  readonly left: number;
  readonly top: number;
  readonly extent: Extent;
  readonly view: View;
  readonly shape: MapShape;
  readonly mask: MaskName;
  readonly palette: Palette;
}

/** Paints the tiles. A tile that is missing is stood in for by the best that is there of coarser and finer ones. */
export function paintTiles(frame: Frame, inView: readonly Tile[], atlas: Atlas, pictures: Pictures): void {
  const { context, extent, left, top, palette, shape } = frame;
  context.fillStyle = palette.background;
  context.fillRect(left, top, extent.width, extent.height);
  context.imageSmoothingEnabled = false;
  for (const tile of inView) {
    const known = atlas.get(tile);
    if (known !== undefined && put(frame, known, cellsOf(tile, shape), pictures)) continue;
    const stand = coarser(tile, shape, atlas);
    if (stand !== undefined) put(frame, stand, cellsOf(tile, shape), pictures);
    for (const finer of childrenOf(tile)) {
      const child = atlas.get(finer);
      if (child !== undefined) put(frame, child, cellsOf(finer, shape), pictures);
    }
  }
}

function coarser(tile: Tile, shape: MapShape, atlas: Atlas): KnownTile | undefined {
  for (let level = tile.level + 1; level <= rootLevel(shape); level += 1) {
    const known = atlas.get(ancestorOf(tile, level));
    if (known !== undefined) return known;
  }
  return undefined;
}

function childrenOf({ level, down, across }: Tile): readonly Tile[] {
  if (level === 0) return [];
  const corners = [[0, 0], [0, 1], [1, 0], [1, 1]] as const;
  return corners.map(([y, x]) => ({ level: level - 1, down: 2 * down + y, across: 2 * across + x }));
}

/** Paints the part of a tile's picture that shows some cells. False where it has none yet. */
function put(frame: Frame, known: KnownTile, cells: Cells, pictures: Pictures): boolean {
  const image = pictures.of(known);
  if (image === null) return false;
  const { context, shape } = frame;
  const block = blockOf(known.tile.level);
  const own = cellsOf(known.tile, shape);
  const box = boxOf(frame, cells);
  const sx = (cells.keyStart - own.keyStart) / block;
  const sy = (cells.rowStart - own.rowStart) / block;
  // A block at the map's end may be cut: its picture is, too.
  const sw = (cells.keyEnd - cells.keyStart) / block;
  const sh = (cells.rowEnd - cells.rowStart) / block;
  context.drawImage(image, sx, sy, sw, sh, box.x, box.y, box.width, box.height);
  return true;
}

/** The box of some cells on the canvas, its sides on device pixels. */
export function boxOf({ left, top, view, ratio }: Frame, { rowStart, rowEnd, keyStart, keyEnd }: Cells) {
  const snap = (value: number) => Math.round(value * ratio) / ratio;
  const x = snap(left + (keyStart - view.key) * view.cell);
  const y = snap(top + (rowStart - view.row) * view.cell);
  return { x, y, width: snap(left + (keyEnd - view.key) * view.cell) - x, height: snap(top + (rowEnd - view.row) * view.cell) - y };
}

/** Shades what the mask hides, a row of pixels or of cells at a time, whichever is higher. */
export function paintHidden(frame: Frame, cells: Cells, level: number, fill: string): void {
  const { context, view, mask, shape } = frame;
  if (mask === "none") return;
  const block = blockOf(level);
  const rows = Math.max(1, block, Math.ceil(1 / view.cell));
  context.fillStyle = fill;
  for (let row = Math.floor(cells.rowStart / rows) * rows; row < cells.rowEnd; row += rows) {
    const rowEnd = Math.min(shape.rows, row + rows);
    for (const [keyStart, keyEnd] of hiddenRuns(row, rowEnd, block, mask, shape)) {
      const start = Math.max(keyStart, cells.keyStart);
      const end = Math.min(keyEnd, cells.keyEnd);
      if (start >= end) continue;
      const box = boxOf(frame, { rowStart: row, rowEnd, keyStart: start, keyEnd: end });
      context.fillRect(box.x, box.y, box.width, box.height);
    }
  }
}

/** Frames some cells. */
export function paintFrame(frame: Frame, cells: Cells, color: string, halo: string): void {
  const { context } = frame;
  const box = boxOf(frame, cells);
  // At least as large as can be seen.
  const grow = Math.max(0, (7 - box.width) / 2);
  const [x, y, side] = [box.x - grow, box.y - grow, Math.max(7, box.width)];
  const height = Math.max(7, box.height);
  context.lineWidth = 3;
  context.strokeStyle = halo;
  context.strokeRect(x - 0.5, y - 0.5, side + 1, height + 1);
  context.lineWidth = 1.5;
  context.strokeStyle = color;
  context.strokeRect(x - 0.5, y - 0.5, side + 1, height + 1);
}
