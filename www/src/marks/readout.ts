/** The value of the cell that is pointed at, written beside it. */
import { type } from "../theme/tokens";
import type { Brush } from "./canvas";
import type { Rect } from "./display-list";
import { font } from "./text";

const PADDING = { x: 8, y: 5 };
const AWAY = 8;

/** Paints a line such as `A[head 2, cabinet, the] = 0.61` next to `cell` (screen pixels), inside the canvas. */
export function paintReadout(brush: Brush, text: string, cell: Rect): void {
  const { context, palette, ruler } = brush;
  const face = font(type.sizes.small);
  const width = Math.min(ruler.width(text, face) + 2 * PADDING.x, brush.width);
  const height = type.sizes.small + 2 * PADDING.y;
  const { x, y } = placeBeside(cell, width, height, brush.width, brush.height);
  context.globalAlpha = 1;
  context.beginPath();
  context.roundRect(x, y, width, height, 4);
  context.fillStyle = palette.ink;
  context.fill();
  context.font = face;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = palette.background;
  context.fillText(text, x + PADDING.x, y + height / 2 + 0.5);
}

/** Above the cell; below where there is no room above. Kept on the canvas. */
export function placeBeside(cell: Rect, width: number, height: number, canvasWidth: number, canvasHeight: number): { x: number; y: number } {
  const middle = cell.x + cell.width / 2 - width / 2;
  const above = cell.y - AWAY - height;
  const below = Math.min(cell.y + cell.height + AWAY, canvasHeight - height);
  return { x: Math.max(0, Math.min(canvasWidth - width, middle)), y: above >= 0 ? above : below };
}
