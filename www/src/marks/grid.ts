/** A matrix of cells: colours from a bitmap, gaps, hatching of masked cells, numbers, outline. */
import { type } from "../theme/tokens";
import type { GridBitmap } from "./bitmaps";
import { alphaOf, onCanvas, snap, snapRect, textAlphaOf, type Brush } from "./canvas";
import { rectToScreen } from "./camera";
import type { GridMark, Rect } from "./display-list";
import { cellText, fittingDecimals } from "./numbers";
import { font } from "./text";

/** Cells at least so many pixels wide and high stand apart from each other. */
const GAP_FROM = 6;
/** Cells narrower or lower than this have colours alone. */
const NUMBER_WIDTH = 30;
const NUMBER_HEIGHT = 16;
/** Pixels kept free beside a number. */
const NUMBER_MARGIN = 5;

export function paintGrid(brush: Brush, mark: GridMark): void {
  const area = snapRect(rectToScreen(brush.camera, mark), brush.ratio);
  if (area.width <= 0 || area.height <= 0 || !onCanvas(brush, area)) return;
  const bitmap = brush.bitmaps.get(mark.view, mark.scale);
  if (bitmap.cells.rows * bitmap.cells.cols === 0) return;
  const reveal = Math.min(1, Math.max(0, mark.reveal ?? 1));
  const alpha = alphaOf(mark);
  const { context } = brush;
  context.globalAlpha = alpha;
  if (reveal < 1) {
    context.fillStyle = brush.palette.slot;
    context.fillRect(area.x, area.y, area.width, area.height);
  }
  for (const part of revealedParts(area, bitmap.cells.rows, bitmap.cells.cols, reveal)) {
    context.save();
    context.beginPath();
    context.rect(part.x, part.y, part.width, part.height);
    context.clip();
    paintCells(brush, area, bitmap, reveal < 1);
    context.restore();
  }
  const pitch = { width: area.width / bitmap.cells.cols, height: area.height / bitmap.cells.rows };
  // Gaps are the background itself. They keep their strength when the colours are dimmed.
  context.globalAlpha = mark.opacity ?? 1;
  paintGaps(brush, area, bitmap.cells.rows, bitmap.cells.cols);
  context.globalAlpha = alpha;
  if (mark.bands !== undefined) paintBands(brush, area, bitmap.cells.cols, mark.bands);
  context.globalAlpha = alpha * (mark.edge ? 1 : 0.55);
  paintEdge(brush, area, mark);
  if (pitch.width >= NUMBER_WIDTH && pitch.height >= NUMBER_HEIGHT) {
    context.globalAlpha = textAlphaOf(mark);
    paintNumbers(brush, area, bitmap, mark, reveal, alpha);
  }
  context.globalAlpha = 1;
}

/** Whole rows that are computed, and the computed beginning of the row in progress. */
export function revealedParts(area: Rect, rows: number, cols: number, reveal: number): readonly Rect[] {
  if (reveal >= 1) return [area];
  const done = reveal * rows;
  const full = Math.floor(done + 1e-9);
  const inRow = Math.floor((done - full) * cols + 1e-9);
  const rowHeight = area.height / rows;
  const parts: Rect[] = [];
  if (full > 0) parts.push({ ...area, height: full * rowHeight });
  if (inRow > 0) parts.push({ x: area.x, y: area.y + full * rowHeight, width: (inRow * area.width) / cols, height: rowHeight });
  return parts;
}

function paintCells(brush: Brush, area: Rect, { image, cells, masked }: GridBitmap, onSlots: boolean): void {
  const { context, ratio } = brush;
  if (onSlots) {
    context.fillStyle = brush.palette.background;
    context.fillRect(area.x, area.y, area.width, area.height);
  }
  // Below a device pixel a cell, neighbours must be averaged: dropping some would draw noise.
  const tiny = area.width * ratio < cells.cols || area.height * ratio < cells.rows;
  context.imageSmoothingEnabled = tiny;
  context.drawImage(image, 0, 0, cells.cols, cells.rows, area.x, area.y, area.width, area.height);
  if (masked.length === 0) return;
  const pattern = context.createPattern(brush.bitmaps.hatch(ratio), "repeat");
  if (!pattern) return;
  context.save();
  // In device pixels from the grid's corner, so that strokes are sharp and travel with the grid.
  context.translate(area.x, area.y);
  context.scale(1 / ratio, 1 / ratio);
  const [width, height] = [(area.width * ratio) / cells.cols, (area.height * ratio) / cells.rows];
  context.beginPath();
  for (const run of masked) {
    context.rect(run.start * width, run.row * height, (run.end - run.start) * width, height);
  }
  context.fillStyle = pattern;
  context.fill();
  context.restore();
}

function paintGaps(brush: Brush, area: Rect, rows: number, cols: number): void {
  const { context, ratio } = brush;
  const [width, height] = [area.width / cols, area.height / rows];
  context.fillStyle = brush.palette.background;
  context.beginPath();
  const across = gapWidth(width, ratio);
  const down = gapWidth(height, ratio);
  if (width >= GAP_FROM) {
    for (let col = 1; col < cols; col++) {
      const x = snap(area.x + col * width, ratio);
      if (x > 0 && x < brush.width) context.rect(x - across / 2, area.y, across, area.height);
    }
  }
  if (height >= GAP_FROM) {
    for (let row = 1; row < rows; row++) {
      const y = snap(area.y + row * height, ratio);
      if (y > 0 && y < brush.height) context.rect(area.x, y - down / 2, area.width, down);
    }
  }
  context.fill();
}

/** One pixel between small cells, two between large ones; an even number of device pixels. */
function gapWidth(pitch: number, ratio: number): number {
  const pixels = pitch >= 20 ? 2 : 1;
  return Math.max(1, Math.round(pixels * ratio)) / ratio;
}

function paintBands(brush: Brush, area: Rect, cols: number, band: number): void {
  const { context, ratio } = brush;
  const width = area.width / cols;
  context.fillStyle = brush.palette.background;
  context.beginPath();
  const line = Math.max(2, Math.min(5, 0.3 * width));
  for (let col = band; col < cols; col += band) {
    context.rect(snap(area.x + col * width - line / 2, ratio), area.y - 3, line, area.height + 6);
  }
  context.fill();
  context.fillStyle = brush.palette.ink;
  context.beginPath();
  for (let col = band; col < cols; col += band) {
    context.rect(snap(area.x + col * width, ratio) - 0.5, area.y - 3, 1, area.height + 6);
  }
  context.fill();
}

function paintEdge(brush: Brush, area: Rect, mark: GridMark): void {
  const { context } = brush;
  const width = mark.edge ? 1.5 : 1;
  context.strokeStyle = brush.palette.css(mark.edge ?? mark.scale.hue);
  context.lineWidth = width;
  context.strokeRect(area.x - width / 2, area.y - width / 2, area.width + width, area.height + width);
}

function paintNumbers(brush: Brush, area: Rect, { cells, whole, widest }: GridBitmap, mark: GridMark, reveal: number, alpha: number): void {
  const { context, palette } = brush;
  const [width, height] = [area.width / cells.cols, area.height / cells.rows];
  const face = font(width >= 52 && height >= 24 ? type.sizes.body : type.sizes.small);
  const decimals = fittingDecimals(widest, whole, width - NUMBER_MARGIN, (text) => brush.ruler.width(text, face));
  if (decimals < 0) return;
  context.font = face;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const first = { row: Math.max(0, Math.floor(-area.y / height)), col: Math.max(0, Math.floor(-area.x / width)) };
  const last = {
    row: Math.min(Math.floor(reveal * cells.rows + 1e-9), cells.rows, Math.ceil((brush.height - area.y) / height)),
    col: Math.min(cells.cols, Math.ceil((brush.width - area.x) / width)),
  };
  for (let row = first.row; row < last.row; row++) {
    for (let col = first.col; col < last.col; col++) {
      const value = cells.data[cells.base + row * cells.rowStride + col * cells.colStride] ?? NaN;
      const color = palette.colorOf(mark.scale, value);
      // A hatched slot is empty, unless what should stand there failed to be a number.
      if (!color && !Number.isNaN(value)) continue;
      context.fillStyle = color ? palette.inkOn(color, alpha) : palette.ink;
      context.fillText(cellText(value, decimals), area.x + (col + 0.5) * width, area.y + (row + 0.5) * height + 0.5);
    }
  }
}
