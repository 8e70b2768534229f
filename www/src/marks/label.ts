/** A line of text at a point. */
import { type } from "../theme/tokens";
import { textAlphaOf, type Brush } from "./canvas";
import { toScreen } from "./camera";
import type { LabelMark } from "./display-list";
import { paintRuns, runsOf, runsWidth, type Face } from "./text";

const SIZES = { small: type.sizes.small, body: type.sizes.body, large: type.sizes.large } as const;

/** The text is centred on its point vertically; formulas may have subscripts (`W_Q`, `K^T`). */
export function paintLabel(brush: Brush, mark: LabelMark): void {
  const { context, camera, palette, ruler } = brush;
  const size = SIZES[mark.size ?? "body"];
  const face: Face = mark.math ? "math" : "sans";
  const runs = mark.math ? runsOf(mark.text) : [{ text: mark.text, script: 0 } as const];
  const [x, y] = toScreen(camera, mark.x, mark.y);
  const width = runsWidth(ruler, runs, size, face);
  const start = mark.align === "middle" ? x - width / 2 : mark.align === "end" ? x - width : x;
  context.globalAlpha = textAlphaOf(mark);
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = palette.text(mark.hue ?? "ink");
  paintRuns(context, ruler, runs, start, y, size, face);
  context.globalAlpha = 1;
}
