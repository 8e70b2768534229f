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
  private hatchTile: { readonly ratio: number; readonly image: CanvasImageSource } | null = null;
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

  /** A tile of diagonal strokes that joins with itself, for a screen of that pixel ratio. */
  hatch(ratio: number): CanvasImageSource {
    if (this.hatchTile?.ratio !== ratio) {
      const { size, pixels } = hatchPixels(this.palette.hatch, ratio);
      this.hatchTile = { ratio, image: this.make(size, size, pixels) };
    }
    return this.hatchTile.image;
  }
}

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

/** Pixels between the strokes of a hatching, and their width. */
const HATCH = { apart: 6, width: 1 };

/** In device pixels, so that strokes are as smooth as the screen allows. */
function hatchPixels([r, g, b]: readonly [number, number, number], ratio: number): { size: number; pixels: Uint8ClampedArray } {
  const size = Math.round(HATCH.apart * ratio);
  const pixels = new Uint8ClampedArray(4 * size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const along = (x + y) % size;
      const distance = Math.min(along, size - along) * Math.SQRT1_2;
      const coverage = Math.min(1, Math.max(0, (HATCH.width * ratio) / 2 + 0.5 - distance));
      pixels.set([r, g, b, Math.round(255 * coverage)], 4 * (y * size + x));
    }
  }
  return { size, pixels };
}

function keyOf(view: TensorView, scale: ColorScale): string {
  const { tensor, fixed, rows, cols } = view;
  const held = Object.keys(fixed).map((axis) => `${axis}=${fixed[axis]}`).join(",");
  const side = (range: TensorView["rows"]): string => (range ? `${range.axis}:${range.start}+${range.count}` : "-");
  return `${tensor}[${held}]${side(rows)}x${side(cols)} ${scale.kind} ${scale.hue} ${scale.limit}`;
}
