/** An outline around cells, with a halo of the background so that it reads on any colour. */
import { alphaOf, snapRect, type Brush } from "./canvas";
import { rectToScreen } from "./camera";
import type { BoxMark } from "./display-list";

const LINE = 2;
const HALO = 4;

export function paintBox(brush: Brush, mark: BoxMark): void {
  const { context, palette, ratio } = brush;
  const area = snapRect(rectToScreen(brush.camera, mark), ratio);
  const alpha = alphaOf(mark);
  const color = palette.css(mark.hue ?? "ink");
  const outline = (): void => {
    context.strokeRect(area.x - LINE / 2, area.y - LINE / 2, area.width + LINE, area.height + LINE);
  };
  if (mark.fill) {
    context.globalAlpha = 0.12 * alpha;
    context.fillStyle = color;
    context.fillRect(area.x, area.y, area.width, area.height);
  }
  context.globalAlpha = alpha;
  context.lineJoin = "round";
  context.strokeStyle = palette.background;
  context.lineWidth = HALO;
  outline();
  context.strokeStyle = color;
  context.lineWidth = LINE;
  if (mark.dashed) context.setLineDash([5, 4]);
  outline();
  if (mark.dashed) context.setLineDash([]);
  context.globalAlpha = 1;
}
