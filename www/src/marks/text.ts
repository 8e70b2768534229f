/**
 * Setting text on a canvas: fonts from the type scale, measured once, shortened to fit, with
 * subscripts and superscripts (`W_Q`, `d_{model}`, `K^T`) in names and formulas.
 */
import { type } from "../theme/tokens";
import type { Context2D } from "./canvas";

export type Face = "sans" | "bold" | "math";

/** Smaller letters than this are never painted, subscripts of names included. */
const SMALLEST = type.sizes.small;
const SCRIPT_SIZE = 0.78;
const SCRIPT_SHIFT = 0.28;

export function font(size: number, face: Face = "sans"): string {
  const px = `${Math.max(SMALLEST, size)}px`;
  if (face === "math") return `italic ${px} ${type.math}`;
  return face === "bold" ? `600 ${px} ${type.sans}` : `${px} ${type.sans}`;
}

/** Widths of texts, remembered: measuring is the dearest part of a label. */
export class TextRuler {
  private readonly widths = new Map<string, number>();
  private readonly context: Context2D;

  constructor(context: Context2D) {
    this.context = context;
  }

  width(text: string, fontName: string): number {
    const key = `${fontName}|${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      if (this.widths.size > 4000) this.widths.clear();
      this.context.font = fontName;
      width = this.context.measureText(text).width;
      this.widths.set(key, width);
    }
    return width;
  }

  /** The text, or its beginning and an ellipsis, within `width` pixels; "" when not even that fits. */
  elide(text: string, fontName: string, width: number): string {
    if (this.width(text, fontName) <= width) return text;
    const letters = [...text];
    for (let kept = letters.length - 1; kept > 0; kept--) {
      const shorter = `${letters.slice(0, kept).join("").trimEnd()}…`;
      if (this.width(shorter, fontName) <= width) return shorter;
    }
    return "";
  }
}

/** A piece of text on the line, below it or above it. */
export interface Run {
  readonly text: string;
  readonly script: -1 | 0 | 1;
}

/** Splits `W_Q` into W and a subscript Q. A mark of the syntax at the end stands for itself. */
export function runsOf(text: string): readonly Run[] {
  const runs: Run[] = [];
  for (const match of text.matchAll(/([_^])(?:\{([^}]*)\}|([^\s{}_^]))|([_^]|[^_^]+)/gu)) {
    const [, sign, braced, single, plain] = match;
    if (plain !== undefined) runs.push({ text: plain, script: 0 });
    else runs.push({ text: braced ?? single ?? "", script: sign === "_" ? -1 : 1 });
  }
  return runs;
}

/** The width of text with scripts. */
export function runsWidth(ruler: TextRuler, runs: readonly Run[], size: number, face: Face): number {
  return runs.reduce((sum, run) => sum + ruler.width(run.text, scriptFont(run, size, face)), 0);
}

/** Paints text with scripts from x on, its line at y; returns its width. Baseline as the context has it. */
export function paintRuns(context: Context2D, ruler: TextRuler, runs: readonly Run[], x: number, y: number, size: number, face: Face): number {
  let at = x;
  for (const run of runs) {
    const fontName = scriptFont(run, size, face);
    context.font = fontName;
    context.fillText(run.text, at, y - run.script * SCRIPT_SHIFT * size);
    at += ruler.width(run.text, fontName);
  }
  return at - x;
}

function scriptFont(run: Run, size: number, face: Face): string {
  return font(run.script === 0 ? size : size * SCRIPT_SIZE, face);
}
