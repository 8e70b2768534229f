/**
 * What a layout may fill. World units are screen pixels: the frame is the sheet that the picture
 * will stand on, so room for text, which never scales, can be planned in world units.
 */
import type { Rect } from "../../marks/display-list";
import type { SceneContext } from "../scene";
import { clamp, rect } from "./rects";
import { rowWords } from "./words";

export interface Room {
  readonly frame: Rect;
  /** What grids may fill: inside the margins, and right of the words beside rows. */
  readonly inner: Rect;
  /** Width kept for the words beside the leftmost grid. */
  readonly words: number;
  /** Height kept for the words above columns, which lean when columns are narrow. */
  readonly columnWords: number;
  /** Height kept for a title above a grid. */
  readonly title: number;
  /** Between matrices of one product. */
  readonly gap: number;
  /** Whether this is the portrait sheet, where fewer things stand at once. */
  readonly tall: boolean;
}

/** The sheets of a usual desktop and phone. */
const USUAL = { wide: { width: 1000, height: 630 }, tall: { width: 390, height: 378 } } as const;
const PIXELS_PER_LETTER = 7;
const PIXELS_PER_BOLD_LETTER = 10;
/** Height of a line of small text. */
const LINE = 14;

export function roomFor(context: SceneContext): Room {
  const tall = context.aspect === "tall";
  const sheet = context.sheet ?? USUAL[context.aspect];
  const frame = rect(0, 0, sheet.width, sheet.height);
  const longest = Math.max(...rowWords(context).map((word) => word.length));
  const words = clamp(longest * PIXELS_PER_LETTER + 12, 32, tall ? 64 : 96);
  const margin = tall ? { side: 10, top: 4, bottom: 31 } : { side: 20, top: 12, bottom: 36 };
  const title = tall ? 22 : 26;
  const inner = rect(
    margin.side + words,
    margin.top + title,
    frame.width - 2 * margin.side - words,
    frame.height - margin.top - margin.bottom - title,
  );
  const columnWords = clamp(longest * PIXELS_PER_LETTER * 0.75 + 8, 20, tall ? 40 : 64);
  return { frame, inner, words, columnWords, title, gap: tall ? 20 : 52, tall };
}

/** Moves a picture of that size into the middle of the sheet, its words and titles counted in. */
export function centred(room: Room, width: number, height: number): { readonly x: number; readonly y: number } {
  return {
    x: room.inner.x + (room.inner.width - width) / 2,
    y: room.inner.y + (room.inner.height - height) / 2,
  };
}

/** How high a row of a token may be: `usual`, more when few rows would otherwise make a sliver. */
export function largestRow(rows: number, usual: number): number {
  return Math.max(usual, (5 * usual) / rows);
}

/** Every k-th name where rows or columns are too close for all of them; the others empty. */
export function spaced(names: readonly string[], pitch: number): readonly string[] {
  const every = Math.max(1, Math.ceil(LINE / pitch));
  return names.map((name, place) => (place % every === 0 ? name : ""));
}

/** A title for a panel of that width: as long as it fits. */
export function fitting(width: number, ...texts: readonly string[]): string {
  return texts.find((text) => text.length * PIXELS_PER_BOLD_LETTER <= width) ?? texts[texts.length - 1] ?? "";
}
