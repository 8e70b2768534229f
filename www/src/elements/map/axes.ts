/** What stands beside the picture and in its cells: places or words of rows and keys, and single weights. */
import { type as typeTokens } from "../../theme/tokens";
import { formatNumber } from "../../trace/format";
import type { Atlas } from "./atlas";
import { shades } from "./pictures";
import { boxOf, type Frame } from "./painter";
import { faintest, shadeOf, type ScaleKind } from "./scale";
import { tileSide } from "./tiles";
import type { Cells } from "./view";

/** The side of a cell from which its row and key are named by words, and from which it holds its number. */
export const wordsFrom = 15;
export const numbersFrom = 46;

/** Room beside the picture. */
export const gutter = { left: 92, top: 72 } as const;

const size = typeTokens.sizes.small;
const font = `${size}px ${typeTokens.sans}`;

/** The word at a place, from 0; empty where there is none. */
export type WordAt = (place: number) => string;

/** Names rows on the left and keys on top. */
export function paintAxes(frame: Frame, cells: Cells, wordAt: WordAt, clear: string): void {
  const { context, left, top, extent, palette, view } = frame;
  context.fillStyle = clear;
  context.fillRect(0, 0, left + extent.width, top);
  context.fillRect(0, top, left, extent.height);
  context.font = font;
  context.fillStyle = palette.muted;
  context.textBaseline = "middle";
  const step = view.cell >= wordsFrom ? 1 : roundStep(64 / view.cell);
  const named = view.cell >= wordsFrom;
  context.textAlign = "right";
  for (let row = first(cells.rowStart, step); row < cells.rowEnd; row += step) {
    const y = top + (row + 0.5 - view.row) * view.cell;
    if (y > top - 2 && y < top + extent.height + 2) context.fillText(fitted(context, labelOf(row, named, wordAt), left - 12), left - 8, y);
  }
  const wide = named && view.cell >= 64;
  for (let key = first(cells.keyStart, step); key < cells.keyEnd; key += step) {
    const x = left + (key + 0.5 - view.key) * view.cell;
    if (x < left - 2 || x > left + extent.width + 2) continue;
    if (!named || wide) {
      context.textAlign = "center";
      context.fillText(fitted(context, labelOf(key, named, wordAt), wide ? view.cell - 4 : top), x, top - 12);
    } else {
      context.save();
      context.translate(x, top - 8);
      context.rotate(-Math.PI / 2);
      context.textAlign = "left";
      context.fillText(fitted(context, labelOf(key, named, wordAt), top - 12), 0, 0);
      context.restore();
    }
  }
  context.textAlign = "left";
  context.fillStyle = palette.ink;
  context.fillText("key →", left, named && !wide ? 8 : top - 32);
  context.save();
  context.translate(10, top + 4);
  context.rotate(-Math.PI / 2);
  context.textAlign = "right";
  context.fillText("← query", 0, 0);
  context.restore();
}

/** A step of 1, 2 or 5 times a power of ten, of at least so many cells. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step >= least) ?? 10 * power;
}

/** The first place from `start` on whose number, from 1, is a whole number of steps. */
function first(start: number, step: number): number {
  return step === 1 ? start : Math.ceil((start + 1) / step) * step - 1;
}

function labelOf(place: number, named: boolean, wordAt: WordAt): string {
  const number = (place + 1).toLocaleString("en");
  const word = named ? wordAt(place) : "";
  return word === "" ? number : word;
}

function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let cut = text;
  while (cut.length > 1 && context.measureText(`${cut}…`).width > room) cut = cut.slice(0, -1);
  return `${cut}…`;
}

/** Writes each weight into its cell, where cells are wide enough and known. */
export function paintNumbers(frame: Frame, cells: Cells, atlas: Atlas, scale: ScaleKind, isHidden: (row: number, key: number) => boolean): void {
  const { context, palette, view } = frame;
  if (view.cell < numbersFrom) return;
  const ramp = palette.ramp(shades);
  context.font = font;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let row = cells.rowStart; row < cells.rowEnd; row += 1) {
    for (let key = cells.keyStart; key < cells.keyEnd; key += 1) {
      const known = atlas.get({ level: 0, down: Math.floor(row / tileSide), across: Math.floor(key / tileSide) });
      if (known === undefined || isHidden(row, key)) continue;
      const weight = known.blocks.max[(row % tileSide) * known.blocks.across + (key % tileSide)] ?? 0;
      const step = 4 * Math.round((ramp.length / 4 - 1) * shadeOf(scale, weight));
      const box = boxOf(frame, { rowStart: row, rowEnd: row + 1, keyStart: key, keyEnd: key + 1 });
      // What is next to nothing steps back.
      context.fillStyle = weight < faintest ? palette.muted : palette.inkOn([ramp[step] ?? 0, ramp[step + 1] ?? 0, ramp[step + 2] ?? 0], 1);
      context.fillText(shortNumber(weight), box.x + box.width / 2, box.y + box.height / 2);
    }
  }
}

/** A weight in a cell: decimals down to a ten-thousandth, below it one digit and its power of ten. */
export function shortNumber(weight: number): string {
  if (weight === 0) return "0";
  if (weight < 1e-9) return "< 10⁻⁹";
  if (weight < 1e-4) return formatNumber(weight).replace(/\.\d/u, "").replace(" × ", "·");
  return weight.toFixed(weight < 0.001 ? 4 : weight < 0.005 ? 3 : 2);
}
