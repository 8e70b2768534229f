/** What a mark is painted with. Everything that comes from a browser is passed in. */
import type { Palette } from "../theme/palette";
import type { TraceReader } from "../trace/reader";
import type { BitmapCache } from "./bitmaps";
import type { Camera } from "./camera";
import type { Rect } from "./display-list";
import type { Room } from "./room";
import type { TextRuler } from "./text";

export type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export interface Brush {
  /** Scaled so that one unit is one CSS pixel. */
  readonly context: Context2D;
  /** Device pixels in one CSS pixel. */
  readonly ratio: number;
  readonly camera: Camera;
  readonly palette: Palette;
  readonly trace: TraceReader;
  readonly bitmaps: BitmapCache;
  readonly ruler: TextRuler;
  readonly room: Room;
  /** The size of the canvas in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** How visible something fully dimmed stays: it steps back and never vanishes. */
const DIMMED = 0.26;

/** The alpha of a mark's colours. */
export function alphaOf(mark: { readonly opacity?: number; readonly dim?: number }): number {
  return (mark.opacity ?? 1) * (1 - (1 - DIMMED) * (mark.dim ?? 0));
}

/** The alpha of a mark's words: a name that steps back can still be read. */
export function textAlphaOf(mark: { readonly opacity?: number; readonly dim?: number }): number {
  return (mark.opacity ?? 1) * (1 - 0.45 * (mark.dim ?? 0));
}

/** The nearest place between device pixels, so that edges are sharp. */
export function snap(value: number, ratio: number): number {
  return Math.round(value * ratio) / ratio;
}

/** A rectangle with all four sides on device pixels. */
export function snapRect(rect: Rect, ratio: number): Rect {
  const x = snap(rect.x, ratio);
  const y = snap(rect.y, ratio);
  return { x, y, width: snap(rect.x + rect.width, ratio) - x, height: snap(rect.y + rect.height, ratio) - y };
}

/** Whether any of a screen rectangle, grown by `margin`, is on the canvas. */
export function onCanvas(brush: Brush, rect: Rect, margin = 0): boolean {
  return rect.x + rect.width > -margin && rect.y + rect.height > -margin
    && rect.x < brush.width + margin && rect.y < brush.height + margin;
}
