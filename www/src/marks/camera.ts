/**
 * From world units to screen pixels (CSS pixels, origin at the canvas's top-left corner), including
 * the reader's own zoom and pan. `screen = world * scale + offset`, the same scale both ways.
 */
import type { Rect } from "./display-list";

export interface Camera {
  /** Pixels in one world unit. */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** The reader's zoom on top of the fitted picture: `screen' = screen * factor + (x, y)`. */
export interface Zoom {
  readonly factor: number;
  readonly x: number;
  readonly y: number;
}

/** Pixels kept free around the frame, for names that stand outside their grids and the legend. */
export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export const NO_ZOOM: Zoom = { factor: 1, x: 0, y: 0 };
export const NO_INSETS: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
export const LARGEST_ZOOM = 24;

/** The camera that shows all of `frame`, centred, as large as a `width` by `height` box allows. */
export function fit(frame: Rect, width: number, height: number, insets: Insets = NO_INSETS): Camera {
  const free = {
    width: Math.max(1, width - insets.left - insets.right),
    height: Math.max(1, height - insets.top - insets.bottom),
  };
  const scale = Math.min(free.width / Math.max(frame.width, 1e-6), free.height / Math.max(frame.height, 1e-6));
  return {
    scale,
    x: insets.left + (free.width - frame.width * scale) / 2 - frame.x * scale,
    y: insets.top + (free.height - frame.height * scale) / 2 - frame.y * scale,
  };
}

/** The camera seen through the reader's zoom. */
export function zoomed(camera: Camera, zoom: Zoom): Camera {
  return {
    scale: camera.scale * zoom.factor,
    x: camera.x * zoom.factor + zoom.x,
    y: camera.y * zoom.factor + zoom.y,
  };
}

/** Zooms by `by`, keeping the screen point (px, py) where it is. Never wider than the whole picture. */
export function zoomAbout(zoom: Zoom, by: number, px: number, py: number): Zoom {
  const factor = Math.min(LARGEST_ZOOM, Math.max(1, zoom.factor * by));
  const ratio = factor / zoom.factor;
  return { factor, x: px - (px - zoom.x) * ratio, y: py - (py - zoom.y) * ratio };
}

/** Moves the picture by pixels. */
export function pan(zoom: Zoom, dx: number, dy: number): Zoom {
  return { ...zoom, x: zoom.x + dx, y: zoom.y + dy };
}

/** Keeps a zoomed picture over the box: no empty strip can be pulled in at its sides. */
export function bounded(zoom: Zoom, width: number, height: number): Zoom {
  if (zoom.factor <= 1) return NO_ZOOM;
  const between = (value: number, size: number): number =>
    Math.min(0, Math.max(size * (1 - zoom.factor), value));
  return { factor: zoom.factor, x: between(zoom.x, width), y: between(zoom.y, height) };
}

/** The least pan that brings a screen rectangle, as seen through `zoom`, into the box. */
export function panInto(zoom: Zoom, rect: Rect, width: number, height: number): Zoom {
  const shift = (start: number, length: number, size: number): number =>
    start < 0 ? -start : Math.min(0, size - start - length);
  return bounded(pan(zoom, shift(rect.x, rect.width, width), shift(rect.y, rect.height, height)), width, height);
}

export function toScreen(camera: Camera, x: number, y: number): readonly [number, number] {
  return [x * camera.scale + camera.x, y * camera.scale + camera.y];
}

export function toWorld(camera: Camera, px: number, py: number): readonly [number, number] {
  return [(px - camera.x) / camera.scale, (py - camera.y) / camera.scale];
}

export function rectToScreen(camera: Camera, rect: Rect): Rect {
  return {
    x: rect.x * camera.scale + camera.x,
    y: rect.y * camera.scale + camera.y,
    width: rect.width * camera.scale,
    height: rect.height * camera.scale,
  };
}
