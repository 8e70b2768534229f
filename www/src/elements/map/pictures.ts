/** Pictures of tiles: a pixel for each block, in the shades of the scale. */
import type { Palette } from "../../theme/palette";
import type { KnownTile } from "./atlas";
import { shadeOf, type ScaleKind } from "./scale";
import type { Aggregate } from "./settings";

/** What a picture's colours depend on. */
export interface Style {
  readonly palette: Palette;
  readonly show: Aggregate;
  readonly scale: ScaleKind;
}

/** The shades that weights have: one hue, from the background up. */
export const shades = { kind: "sequential", hue: "weight", limit: 1 } as const;

export class Pictures {
  private style: Style | null = null;
  private name = "";
  private count = 0;
  private left = 0;

  /** Begins a frame, in which so many pictures may be drawn anew. */
  begin(style: Style, budget: number): void {
    const old = this.style;
    if (old === null || old.palette !== style.palette || old.show !== style.show || old.scale !== style.scale) {
      this.style = style;
      this.count += 1;
      this.name = String(this.count);
    }
    this.left = budget;
  }

  /** Whether a picture was wanted that the frame had no time for. */
  get isShort(): boolean {
    return this.left < 0;
  }

  /** The picture of a tile; an older one, or none, where the frame has no time for another. */
  of(known: KnownTile): CanvasImageSource | null {
    if (known.picture?.style === this.name) return known.picture.image;
    this.left -= 1;
    if (this.left < 0 || this.style === null) return known.picture?.image ?? null;
    const image = draw(known, this.style);
    known.picture = { image, style: this.name };
    return image;
  }
}

function draw({ blocks }: KnownTile, { palette, show, scale }: Style): CanvasImageSource {
  const ramp = new Uint32Array(palette.ramp(shades).slice().buffer);
  const steps = ramp.length - 1;
  const canvas = Object.assign(document.createElement("canvas"), { width: blocks.across, height: blocks.down });
  const context = canvas.getContext("2d");
  const data = new ImageData(blocks.across, blocks.down);
  const pixels = new Uint32Array(data.data.buffer);
  const weights = blocks[show];
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = ramp[Math.round(steps * shadeOf(scale, weights[at] ?? 0))] ?? 0;
  context?.putImageData(data, 0, 0);
  return canvas;
}
