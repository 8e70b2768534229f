/** The browser's side of painting: a canvas at device resolution, images, and the host's colours. */
import type { Brush, Context2D } from "../../marks/canvas";
import { BitmapCache } from "../../marks/bitmaps";
import type { Camera } from "../../marks/camera";
import type { DisplayList } from "../../marks/display-list";
import { Room } from "../../marks/room";
import { TextRuler } from "../../marks/text";
import type { Rgb } from "../../theme/oklab";
import { createPalette, PAINTED_COLORS, type PaintedColor, type Palette } from "../../theme/palette";
import { propertyName, type ThemeName } from "../../theme/tokens";
import type { TraceReader } from "../../trace/reader";

/** More than three device pixels to a CSS pixel cost time and show nothing. */
const LARGEST_RATIO = 3;

export class Surface {
  readonly canvas: HTMLCanvasElement;
  private readonly context: Context2D;
  private readonly ruler: TextRuler;
  private palette: Palette = createPalette("light");
  private bitmaps: BitmapCache | null = null;
  private trace: TraceReader | null = null;

  private constructor(canvas: HTMLCanvasElement, context: Context2D) {
    this.canvas = canvas;
    this.context = context;
    this.ruler = new TextRuler(context);
  }

  /** Null where the browser gives no 2D context. */
  static on(canvas: HTMLCanvasElement): Surface | null {
    const context = canvas.getContext("2d");
    return context && new Surface(canvas, context);
  }

  /** Takes the theme, and what custom properties of the element say about its colours. */
  setTheme(theme: ThemeName, element: Element): void {
    this.palette = createPalette(theme, hostColors(element));
    this.bitmaps = null;
  }

  /** A brush for one frame on a box of `width` by `height` CSS pixels. */
  brush(list: DisplayList, trace: TraceReader, camera: Camera, width: number, height: number): Brush {
    const ratio = Math.min(LARGEST_RATIO, globalThis.devicePixelRatio || 1);
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== across) this.canvas.width = across;
    if (this.canvas.height !== down) this.canvas.height = down;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (this.trace !== trace) this.bitmaps = null;
    this.trace = trace;
    this.bitmaps ??= new BitmapCache(trace, this.palette, makeBitmap);
    return {
      context: this.context, ratio, camera, palette: this.palette, trace, bitmaps: this.bitmaps,
      ruler: this.ruler, room: new Room(list.marks, camera, width), width, height,
    };
  }
}

export function makeBitmap(width: number, height: number, pixels: Uint8ClampedArray): CanvasImageSource {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  const data = context?.createImageData(width, height);
  data?.data.set(pixels);
  if (data) context?.putImageData(data, 0, 0);
  return canvas;
}

/** What custom properties of the element say about painted colours. */
export function hostColors(element: Element): Partial<Record<PaintedColor, Rgb>> {
  const style = getComputedStyle(element);
  const found: Partial<Record<PaintedColor, Rgb>> = {};
  for (const name of PAINTED_COLORS) {
    const color = parseColor(style.getPropertyValue(propertyName(name)).trim());
    if (color) found[name] = color;
  }
  return found;
}

let probe: CanvasRenderingContext2D | null = null;

/** Any CSS colour as sRGB: the browser paints it and the pixel is read. */
function parseColor(text: string): Rgb | null {
  if (!text || !CSS.supports("color", text)) return null;
  probe ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  if (!probe) return null;
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = text;
  probe.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 0] = probe.getImageData(0, 0, 1, 1).data;
  return a === 0 ? null : [r, g, b];
}
