/** A brace along one side, with a caption at its point. */
import { type } from "../theme/tokens";
import { textAlphaOf, type Brush } from "./canvas";
import { toScreen } from "./camera";
import type { BracketMark } from "./display-list";
import { font } from "./text";

/** How far a brace stands out, in pixels; its point is as far again as its arms. */
const DEPTH = 8;

export function paintBracket(brush: Brush, mark: BracketMark): void {
  const { context, camera, palette, ruler } = brush;
  const [x, y] = toScreen(camera, mark.x, mark.y);
  const length = mark.length * camera.scale;
  const across = mark.side === "top" || mark.side === "bottom";
  const outward = mark.side === "top" || mark.side === "left" ? -1 : 1;
  context.save();
  context.globalAlpha = textAlphaOf(mark);
  context.translate(x, y);
  context.strokeStyle = palette.css(mark.hue ?? "muted");
  context.lineWidth = 1.25;
  context.lineJoin = "round";
  context.lineCap = "round";
  // Drawn along u with its point towards v; the axes say which is x and which is y.
  const point = (u: number, v: number): [number, number] => (across ? [u, v * outward] : [v * outward, u]);
  const round = Math.min(DEPTH / 2, length / 4);
  const middle = length / 2;
  const arm = DEPTH / 2;
  context.beginPath();
  context.moveTo(...point(0, 0));
  context.quadraticCurveTo(...point(0, arm), ...point(round, arm));
  context.lineTo(...point(middle - round, arm));
  context.quadraticCurveTo(...point(middle, arm), ...point(middle, DEPTH));
  context.quadraticCurveTo(...point(middle, arm), ...point(middle + round, arm));
  context.lineTo(...point(length - round, arm));
  context.quadraticCurveTo(...point(length, arm), ...point(length, 0));
  context.stroke();
  if (mark.text !== undefined) {
    const face = font(type.sizes.small);
    // A caption much longer than its brace would lie on its neighbours'.
    const text = across ? ruler.elide(mark.text, face, Math.max(length + 24, 48)) : mark.text;
    context.font = face;
    context.fillStyle = palette.text(mark.hue ?? "muted");
    context.textAlign = across ? "center" : outward < 0 ? "right" : "left";
    context.textBaseline = across ? (outward < 0 ? "alphabetic" : "top") : "middle";
    context.fillText(text, ...point(middle, DEPTH + 4));
  }
  context.restore();
}
