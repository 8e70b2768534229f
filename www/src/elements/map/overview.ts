/** The whole map in small, with a frame about what the picture shows. */
import { rootTile } from "./tiles";
import type { Atlas } from "./atlas";
import type { Pictures } from "./pictures";
import { fittingCell, type Extent, type MapShape, type View } from "./view";
import type { Palette } from "../../theme/palette";

/** The longer side in CSS pixels, and the most of the picture that it may take. */
const longerSide = 112;
const mostOfPicture = 0.25;

/** From how much closer than the whole map the overview is of use. */
const worthShowing = 1.2;

export function isOverviewShown(view: View, shape: MapShape, extent: Extent): boolean {
  return view.cell > worthShowing * fittingCell(shape, extent);
}

/** CSS pixels across and down. */
export function overviewSize({ rows, keys }: MapShape, extent: Extent): Extent {
  const longest = Math.min(longerSide, mostOfPicture * extent.width);
  const side = (size: number) => Math.max(8, Math.round((longest * size) / Math.max(rows, keys)));
  return { width: side(keys), height: side(rows) };
}

export interface OverviewFrame {
  readonly canvas: HTMLCanvasElement;
  readonly ratio: number;
  readonly view: View;
  readonly shape: MapShape;
  readonly extent: Extent;
  readonly palette: Palette;
}

export function paintOverview({ canvas, ratio, view, shape, extent, palette }: OverviewFrame, atlas: Atlas, pictures: Pictures): void {
  const { width, height } = overviewSize(shape, extent);
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = palette.background;
  context.fillRect(0, 0, width, height);
  context.imageSmoothingEnabled = false;
  const known = atlas.get(rootTile(shape));
  const image = known === undefined ? null : pictures.of(known);
  if (known !== undefined && image !== null) context.drawImage(image, 0, 0, known.blocks.across, known.blocks.down, 0, 0, width, height);
  const place = (start: number, seen: number, size: number, side: number): readonly [number, number] => {
    const from = Math.max(0, (start / size) * side);
    const to = Math.min(side, ((start + seen) / size) * side);
    // Large enough to be found.
    const grow = Math.max(0, (6 - (to - from)) / 2);
    return [from - grow, to - from + 2 * grow];
  };
  const [x, w] = place(view.key, extent.width / view.cell, shape.keys, width);
  const [y, h] = place(view.row, extent.height / view.cell, shape.rows, height);
  for (const [lineWidth, color] of [[4, palette.background], [2, palette.accent]] as const) {
    context.lineWidth = lineWidth;
    context.strokeStyle = color;
    context.strokeRect(x, y, w, h);
  }
}
