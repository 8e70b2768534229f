/** A curve with a head, from one point to another. */
import { alphaOf, type Brush } from "./canvas";
import { toScreen } from "./camera";
import type { ArrowMark } from "./display-list";

const HEAD = 8;

export function paintArrow(brush: Brush, mark: ArrowMark): void {
  const { context, camera, palette } = brush;
  const from = toScreen(camera, ...mark.from);
  const to = toScreen(camera, ...mark.to);
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (length < 1) return;
  const bulge = ((mark.bend ?? 0) * camera.scale * 2) / length;
  // The control point stands beside the middle, twice as far out as the curve will.
  const control = [(from[0] + to[0]) / 2 - dy * bulge, (from[1] + to[1]) / 2 + dx * bulge] as const;
  const angle = Math.atan2(to[1] - control[1], to[0] - control[0]);
  const head = Math.min(HEAD, length / 2);
  const neck = [to[0] - 0.8 * head * Math.cos(angle), to[1] - 0.8 * head * Math.sin(angle)] as const;
  context.globalAlpha = alphaOf(mark);
  context.strokeStyle = palette.css(mark.hue ?? "muted");
  context.fillStyle = context.strokeStyle;
  context.lineWidth = mark.width ?? 1.5;
  context.lineCap = "round";
  context.beginPath();
  context.moveTo(...from);
  context.quadraticCurveTo(...control, ...neck);
  context.stroke();
  context.beginPath();
  context.moveTo(...to);
  for (const side of [-1, 1]) {
    const corner = angle + Math.PI + side * 0.42;
    context.lineTo(to[0] + head * Math.cos(corner), to[1] + head * Math.sin(corner));
  }
  context.closePath();
  context.fill();
  context.globalAlpha = 1;
}
