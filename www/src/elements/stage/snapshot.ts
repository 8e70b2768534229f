/** The picture of a moment as a file. */
import { BitmapCache, type MakeBitmap } from "../../marks/bitmaps";
import { fit } from "../../marks/camera";
import type { Brush, Context2D } from "../../marks/canvas";
import type { DisplayList } from "../../marks/display-list";
import { legendHeight } from "../../marks/legend";
import { paint } from "../../marks/paint";
import { Room } from "../../marks/room";
import { svgContext } from "../../marks/svg";
import { TextRuler } from "../../marks/text";
import { createPalette, type Palette } from "../../theme/palette";
import type { ThemeName } from "../../theme/tokens";
import type { TraceReader } from "../../trace/reader";
import type { SnapshotOptions } from "../shared/element";
import { hostColors, makeBitmap } from "./surface";

export interface Moment {
  readonly picture: DisplayList;
  readonly trace: TraceReader;
  readonly theme: ThemeName;
  /** Whose custom properties replace colours of the theme. */
  readonly colors: Element;
}

/** The most pixels of a side of a PNG: browsers give no larger canvas everywhere. */
const MOST = 8192;

/** @throws Error when the browser makes no image. */
export async function takeSnapshot({ picture, trace, theme, colors, ...options }: Moment & SnapshotOptions): Promise<Blob> {
  const { type = "png", width = 800, height = 500, transparent = false } = options;
  const palette = createPalette(theme, hostColors(colors));
  const background = transparent ? null : palette.background;
  const brushOn = (context: Context2D, ratio: number, make: MakeBitmap): Brush => brush({ context, ratio, make, palette, picture, trace, width, height });
  if (type === "svg") {
    const ruler = contextOf(1, 1);
    const { context, write } = svgContext(width, height, (text, font) => {
      ruler.font = font;
      return ruler.measureText(text).width;
    });
    paint(brushOn(context, 1, (across, down, pixels) => ({ width: across, height: down, pixels }) as unknown as CanvasImageSource), picture);
    return new Blob([write(background)], { type: "image/svg+xml" });
  }
  const ratio = Math.min(options.scale ?? 2, MOST / width, MOST / height);
  const context = contextOf(Math.round(width * ratio), Math.round(height * ratio));
  context.scale(ratio, ratio);
  paint(brushOn(context, ratio, makeBitmap), picture);
  if (background !== null) {
    context.globalCompositeOperation = "destination-over";
    context.fillStyle = background;
    context.fillRect(0, 0, width, height);
  }
  return new Promise((resolve, reject) => {
    context.canvas.toBlob((blob) => (blob === null ? reject(new Error("the browser made no image")) : resolve(blob)), "image/png");
  });
}

function contextOf(width: number, height: number): CanvasRenderingContext2D {
  const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
  if (context === null) throw new Error("the browser gives no canvas of that size");
  return context;
}

interface Wanted {
  readonly context: Context2D;
  readonly ratio: number;
  readonly make: MakeBitmap;
  readonly palette: Palette;
  readonly picture: DisplayList;
  readonly trace: TraceReader;
  readonly width: number;
  readonly height: number;
}

function brush({ context, ratio, make, palette, picture, trace, width, height }: Wanted): Brush {
  const camera = fit(picture.frame, width, height, { top: 0, right: 0, left: 0, bottom: legendHeight(width) });
  return {
    context, ratio, camera, palette, trace, width, height, bitmaps: new BitmapCache(trace, palette, make),
    ruler: new TextRuler(context), room: new Room(picture.marks, camera, width),
  };
}
