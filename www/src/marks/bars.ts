/** One row of numbers as bars from a baseline, with the values at its ends written beside it. */
import { type } from "../theme/tokens";
import { alphaOf, onCanvas, snap, type Brush } from "./canvas";
import { rectToScreen } from "./camera";
import type { BarsMark, Rect } from "./display-list";
import { cellText, decimalsFor } from "./numbers";
import { columnAngle, shownLabels } from "./side-labels";
import { font, paintRuns, runsOf, runsWidth } from "./text";
import { cellsOf, type Cells } from "./view";

const LINE = 14;
const AWAY = 6;
const NUMBER_WIDTH = 32;

export function paintBars(brush: Brush, mark: BarsMark, highlighted: ReadonlySet<number>): void {
  const area = rectToScreen(brush.camera, mark);
  const cells = cellsOf(brush.trace, mark.view);
  const count = cells.rows * cells.cols;
  if (count === 0 || area.width <= 0 || !onCanvas(brush, area, 60)) return;
  const { context, palette } = brush;
  context.globalAlpha = alphaOf(mark);
  const pitch = area.width / count;
  const zero = levelOf(area, mark.domain, Math.min(Math.max(0, mark.domain[0]), mark.domain[1]));
  context.fillStyle = palette.css(mark.hue);
  for (let bar = 0; bar < count; bar++) {
    const value = valueAt(cells, bar);
    if (value === -Infinity || Number.isNaN(value)) paintMasked(brush, area, bar, pitch);
    else paintBar(brush, area, mark, bar, pitch, zero, value);
  }
  context.fillStyle = palette.muted;
  context.fillRect(area.x, snap(zero, brush.ratio) - 0.5, area.width, 1);
  if (mark.limits !== false) paintLimits(brush, area, mark, zero);
  if (mark.labels) paintNames(brush, area, mark.labels, pitch, count, highlighted);
  if (mark.title !== undefined) paintTitle(brush, area, mark.title);
  context.globalAlpha = 1;
}

/** From the left end of the bars; further left where it would end beyond the canvas and they do not. */
function paintTitle({ context, palette, ruler, width: edge }: Brush, area: Rect, title: string): void {
  const runs = runsOf(title);
  const width = runsWidth(ruler, runs, type.sizes.body, "bold");
  const x = area.x + area.width > edge ? area.x : Math.max(0, Math.min(area.x, edge - width));
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.fillStyle = palette.ink;
  paintRuns(context, ruler, runs, x, area.y - AWAY - LINE, type.sizes.body, "bold");
}

/** The height on the screen of a value. */
export function levelOf(area: Rect, [low, high]: readonly [number, number], value: number): number {
  const fraction = high > low ? (value - low) / (high - low) : 0;
  return area.y + area.height * (1 - Math.min(1, Math.max(0, fraction)));
}

function valueAt(cells: Cells, bar: number): number {
  const [row, col] = [Math.floor(bar / cells.cols), bar % cells.cols];
  return cells.data[cells.base + row * cells.rowStride + col * cells.colStride] ?? NaN;
}

function barSides(brush: Brush, area: Rect, bar: number, pitch: number): readonly [number, number] {
  const gap = pitch >= 6 ? Math.min(8, 0.2 * pitch) : 0;
  return [snap(area.x + bar * pitch + gap / 2, brush.ratio), snap(area.x + (bar + 1) * pitch - gap / 2, brush.ratio)];
}

function paintBar(brush: Brush, area: Rect, mark: BarsMark, bar: number, pitch: number, zero: number, value: number): void {
  const { context, palette } = brush;
  const [left, right] = barSides(brush, area, bar, pitch);
  const level = levelOf(area, mark.domain, value);
  context.fillStyle = palette.css(mark.hue);
  context.fillRect(left, Math.min(level, zero), right - left, Math.abs(level - zero));
  if (pitch < NUMBER_WIDTH) return;
  context.font = font(type.sizes.small);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = palette.ink;
  const decimals = decimalsFor(Math.max(Math.abs(mark.domain[0]), Math.abs(mark.domain[1])));
  // A bar that hangs down has its number under it, where the bar is not.
  const away = level > zero ? LINE / 2 + 1 : -LINE / 2 - 1;
  context.fillText(cellText(value, decimals), (left + right) / 2, level + away);
}

/** No bar, but a hatched slot: the number is missing on purpose. */
function paintMasked(brush: Brush, area: Rect, bar: number, pitch: number): void {
  const { context, ratio } = brush;
  const pattern = context.createPattern(brush.bitmaps.hatch(ratio), "repeat");
  if (!pattern) return;
  const [left, right] = barSides(brush, area, bar, pitch);
  context.save();
  context.translate(left, snap(area.y, ratio));
  context.scale(1 / ratio, 1 / ratio);
  context.fillStyle = pattern;
  context.fillRect(0, 0, (right - left) * ratio, area.height * ratio);
  context.restore();
}

function paintLimits(brush: Brush, area: Rect, mark: BarsMark, zero: number): void {
  const { context } = brush;
  const face = font(type.sizes.small);
  const [low, high] = mark.domain;
  const decimals = decimalsFor(Math.max(Math.abs(low), Math.abs(high)));
  context.font = face;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillStyle = brush.palette.muted;
  const marks: readonly (readonly [number, number])[] = [[high, area.y], [low, area.y + area.height], [0, zero]];
  for (const [index, [value, y]] of marks.entries()) {
    if (index === 2 && (low >= 0 || Math.min(zero - area.y, area.y + area.height - zero) < LINE)) continue;
    const text = cellText(value, Number.isInteger(value) ? 0 : decimals);
    if (area.x - AWAY - brush.ruler.width(text, face) < 0) continue;
    context.font = face;
    context.fillText(text, area.x - AWAY, y);
    context.fillRect(area.x - 4, snap(y, brush.ratio) - 0.5, 4, 1);
  }
}

function paintNames(brush: Brush, area: Rect, names: readonly string[], pitch: number, count: number, highlighted: ReadonlySet<number>): void {
  const { context, palette, ruler } = brush;
  const plain = font(type.sizes.small);
  const widest = Math.max(...names.map((name) => ruler.width(name, plain)));
  const angle = columnAngle(pitch, widest, LINE);
  const needed = angle === 45 ? LINE * Math.SQRT2 : LINE;
  context.textBaseline = "middle";
  for (const bar of shownLabels(count, pitch, angle === 0 ? Math.min(widest + 8, area.width) : needed, highlighted)) {
    const lit = highlighted.has(bar);
    const face = font(type.sizes.small, lit ? "bold" : "sans");
    const text = ruler.elide(names[bar] ?? "", face, 80);
    context.save();
    context.translate(area.x + (bar + 0.5) * pitch, area.y + area.height + AWAY + (angle === 0 ? LINE / 2 : 2));
    context.rotate((-angle * Math.PI) / 180);
    context.font = face;
    context.textAlign = angle === 0 ? "center" : "right";
    context.fillStyle = lit ? palette.ink : palette.muted;
    context.fillText(text, 0, 0);
    context.restore();
  }
}
