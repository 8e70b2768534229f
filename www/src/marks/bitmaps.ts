/**
 * Grids as images, one pixel a cell, made once for each (tensor, view, scale) and drawn enlarged.
 * A cell without a colour (masked) is left transparent and listed, to be hatched.
 */
import { rampStep, type Palette } from "../theme/palette";
import type { TraceReader } from "../trace/reader";
import type { ColorScale, TensorView } from "./display-list";
import { cellsOf, type Cells } from "./view";

/** Makes an image of `width` by `height` pixels from r, g, b, a bytes. */
export type MakeBitmap = (width: number, height: number, pixels: Uint8ClampedArray) => CanvasImageSource;

/** Neighbouring masked cells of a row: columns `start` up to, not including, `end`. */
export interface MaskedRun {
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

export interface GridBitmap {
  readonly cells: Cells;
  readonly image: CanvasImageSource;
  readonly masked: readonly MaskedRun[];
  /** Whether every number is whole, as in masks: then none needs decimals. */
  readonly whole: boolean;
  /** The finite number that takes most room when written: the largest, negative if any is. */
  readonly widest: number;
}

/** Enough for every grid of a scene and its neighbours; the least recently drawn goes first. */
const CAPACITY = 400;

/** The bitmaps of one trace under one palette. */
export class BitmapCache {
  private readonly bitmaps = new Map<string, GridBitmap>();
  private hatchTile: CanvasImageSource | null = null;
  private readonly trace: TraceReader;
  private readonly palette: Palette;
  private readonly make: MakeBitmap;

  constructor(trace: TraceReader, palette: Palette, make: MakeBitmap) {
    this.trace = trace;
    this.palette = palette;
    this.make = make;
  }

  get(view: TensorView, scale: ColorScale): GridBitmap {
    const key = keyOf(view, scale);
    let bitmap = this.bitmaps.get(key);
    if (bitmap) {
      this.bitmaps.delete(key);
    } else {
      const cells = cellsOf(this.trace, view);
      const { pixels, ...facts } = rasterize(cells, scale, this.palette.ramp(scale));
      bitmap = { cells, image: this.make(Math.max(1, cells.cols), Math.max(1, cells.rows), pixels), ...facts };
      const oldest = this.bitmaps.size >= CAPACITY ? this.bitmaps.keys().next().value : undefined;
      if (oldest !== undefined) this.bitmaps.delete(oldest);
    }
    this.bitmaps.set(key, bitmap);
    return bitmap;
  }

  /** A tile of diagonal strokes, `HATCH_TILE` device pixels a side, that joins with itself. */
  hatch(): CanvasImageSource {
    return (this.hatchTile ??= this.make(HATCH_TILE, HATCH_TILE, hatchPixels(this.palette.hatch)));
  }
}

/** The side of the hatch's tile in device pixels. */
export const HATCH_TILE = 6;

/** Colours of all cells, row-major r, g, b, a, and the runs of cells that have none. */
export function rasterize(cells: Cells, scale: ColorScale, ramp: Uint8ClampedArray): Omit<GridBitmap, "cells" | "image"> & { readonly pixels: Uint8ClampedArray } {
  const pixels = new Uint8ClampedArray(4 * Math.max(1, cells.rows) * Math.max(1, cells.cols));
  const masked: MaskedRun[] = [];
  let whole = true;
  let largest = 0;
  let negative = false;
  let at = 0;
  for (let row = 0; row < cells.rows; row++) {
    let start = -1;
    for (let col = 0; col < cells.cols; col++, at += 4) {
      const value = cells.data[cells.base + row * cells.rowStride + col * cells.colStride] ?? NaN;
      const step = rampStep(scale, value);
      if (step < 0) {
        if (start < 0) start = col;
        continue;
      }
      if (start >= 0) masked.push({ row, start, end: col });
      start = -1;
      whole &&= Number.isInteger(value);
      negative ||= value < 0;
      if (value < Infinity) largest = Math.max(largest, Math.abs(value));
      for (let channel = 0; channel < 4; channel++) pixels[at + channel] = ramp[4 * step + channel] ?? 0;
    }
    if (start >= 0) masked.push({ row, start, end: cells.cols });
  }
  return { pixels, masked, whole, widest: negative ? -largest : largest };
}

function hatchPixels([r, g, b]: readonly [number, number, number]): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * HATCH_TILE * HATCH_TILE);
  for (let y = 0; y < HATCH_TILE; y++) {
    for (let x = 0; x < HATCH_TILE; x++) {
      const distance = (x + y) % HATCH_TILE;
      // One full stroke with softer neighbours: a smooth diagonal without antialiasing at hand.
      const alpha = distance === 0 ? 255 : distance === 1 || distance === HATCH_TILE - 1 ? 70 : 0;
      pixels.set([r, g, b, alpha], 4 * (y * HATCH_TILE + x));
    }
  }
  return pixels;
}

function keyOf(view: TensorView, scale: ColorScale): string {
  const { tensor, fixed, rows, cols } = view;
  const held = Object.keys(fixed).map((axis) => `${axis}=${fixed[axis]}`).join(",");
  const side = (range: TensorView["rows"]): string => (range ? `${range.axis}:${range.start}+${range.count}` : "-");
  return `${tensor}[${held}]${side(rows)}x${side(cols)} ${scale.kind} ${scale.hue} ${scale.limit}`;
}
