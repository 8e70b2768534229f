/** Colour scales with their limits, in a strip at the foot of the picture: colour never stands alone. */
import { RAMP_STEPS, type Palette } from "../theme/palette";
import { type } from "../theme/tokens";
import { snapRect, type Brush } from "./canvas";
import type { ColorScale, LegendEntry } from "./display-list";
import { cellText } from "./numbers";
import { font, paintRuns, runsOf, runsWidth } from "./text";

const ROW = 24;
const BAR = { width: 64, height: 8 };
const BETWEEN = 28;
const SIDE = 16;
/** On a narrower canvas two rows are kept. */
const NARROW = 640;

/** Pixels kept for the legend: the same for every picture of one width, so that nothing jumps. */
export function legendHeight(width: number): number {
  return width < NARROW ? 2 * ROW + 4 : ROW + 8;
}

/** Paints the entries centred in the strip; those that don't fit after the last row are left out. */
export function paintLegend(brush: Brush, entries: readonly LegendEntry[]): void {
  const { context, ruler, palette } = brush;
  const height = legendHeight(brush.width);
  const top = brush.height - height;
  context.fillStyle = palette.background;
  context.fillRect(0, top, brush.width, height);
  const face = font(type.sizes.small);
  const widths = entries.map((entry) => {
    const [low, high] = limitTexts(entry.scale);
    return runsWidth(ruler, runsOf(entry.label), type.sizes.small, "sans")
      + ruler.width(low, face) + ruler.width(high, face) + BAR.width + 8 + 5 + 5;
  });
  const rows = breakRows(widths, brush.width - 2 * SIDE, BETWEEN).slice(0, Math.floor(height / ROW));
  context.textBaseline = "middle";
  context.textAlign = "left";
  rows.forEach((row, line) => {
    const total = row.reduce((sum, entry) => sum + (widths[entry] ?? 0) + BETWEEN, -BETWEEN);
    let x = Math.max(SIDE, (brush.width - total) / 2);
    const y = top + ROW * (line + 0.5);
    for (const index of row) {
      const entry = entries[index];
      if (entry) paintEntry(brush, entry, x, y, face);
      x += (widths[index] ?? 0) + BETWEEN;
    }
  });
}

/** Indices of entries, row by row, each row within the width. */
export function breakRows(widths: readonly number[], width: number, between: number): readonly (readonly number[])[] {
  const rows: number[][] = [];
  let used = Infinity;
  for (const [index, wide] of widths.entries()) {
    if (used + between + wide > width) {
      rows.push([]);
      used = -between;
    }
    rows.at(-1)?.push(index);
    used += between + wide;
  }
  return rows;
}

function paintEntry(brush: Brush, entry: LegendEntry, x: number, y: number, face: string): void {
  const { context, ruler, palette } = brush;
  const [low, high] = limitTexts(entry.scale);
  context.fillStyle = palette.ink;
  let at = x + paintRuns(context, ruler, runsOf(entry.label), x, y, type.sizes.small, "sans") + 8;
  context.font = face;
  context.fillStyle = palette.muted;
  context.fillText(low, at, y);
  at += ruler.width(low, face) + 5;
  paintRamp(brush, palette, entry.scale, at, y - BAR.height / 2);
  at += BAR.width + 5;
  context.font = face;
  context.fillStyle = palette.muted;
  context.fillText(high, at, y);
}

/** Colour stops of a ramp's picture: the ramp is nearly straight between them. */
const STOPS = 16;

function paintRamp(brush: Brush, palette: Palette, scale: ColorScale, x: number, y: number): void {
  const { context, ratio } = brush;
  const area = snapRect({ x, y, ...BAR }, ratio);
  const ramp = palette.ramp(scale);
  const gradient = context.createLinearGradient(area.x, 0, area.x + area.width, 0);
  for (let stop = 0; stop <= STOPS; stop++) {
    const step = 4 * Math.round((stop / STOPS) * (RAMP_STEPS - 1));
    gradient.addColorStop(stop / STOPS, `rgb(${ramp[step]} ${ramp[step + 1]} ${ramp[step + 2]})`);
  }
  context.fillStyle = gradient;
  context.fillRect(area.x, area.y, area.width, area.height);
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.strokeRect(area.x - 0.5, area.y - 0.5, area.width + 1, area.height + 1);
}

function limitTexts({ kind, limit }: ColorScale): readonly [string, string] {
  const decimals = Number.isInteger(limit) ? 0 : limit < 10 ? 2 : 1;
  return [kind === "diverging" ? cellText(-limit, decimals) : "0", cellText(limit, decimals)];
}
