/** The colours that a painter needs under one theme, with the host's overrides. */
import type { ColorScale, Hue } from "../marks/display-list";
import { contrast, fromLch, mixColors, toHex, type Rgb } from "./oklab";
import {
  headColor, interfaceColor, negativeInk, roleHues, type RoleName, type ThemeName,
} from "./tokens";

const BLACK: Rgb = [0, 0, 0];
const TEXT_CONTRAST = 4.5;
const WHITE: Rgb = [255, 255, 255];

/** Colours that custom properties of the host may replace. */
export const PAINTED_COLORS = [
  "background", "ink", "muted", "line", "accent", "negative",
  "stream", "query", "key", "value", "score", "weight", "output", "parameter", "mask",
] as const;
export type PaintedColor = (typeof PAINTED_COLORS)[number];
export type PaletteOverrides = Readonly<Partial<Record<PaintedColor, Rgb>>>;

export interface Palette {
  readonly theme: ThemeName;
  readonly background: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  /** The fill of a cell that is not computed yet: just above the background. */
  readonly slot: string;
  /** The strokes of a masked cell. */
  readonly hatch: Rgb;
  /** A hue, ink or muted as a CSS colour. */
  css(hue: Hue | "ink" | "muted"): string;
  /** The same for text: as much nearer to ink as 4.5:1 on the background needs. */
  text(hue: Hue | "ink" | "muted"): string;
  /** Black or white, whichever reads better on a colour painted with that alpha. */
  inkOn(color: Rgb, alpha: number): string;
  /** The colour of a number; null where it has none (masked: minus infinity, or not a number). */
  colorOf(scale: ColorScale, value: number): Rgb | null;
  /** The scale's colours: 257 steps of r, g, b, a from its low end to its high end. */
  ramp(scale: ColorScale): Uint8ClampedArray;
}

/** Steps of a ramp; odd, so that zero has a step of its own. */
export const RAMP_STEPS = 257;

export function createPalette(theme: ThemeName, overrides: PaletteOverrides = {}): Palette {
  const color = (name: PaintedColor): Rgb => overrides[name] ?? builtIn(theme, name);
  const background = color("background");
  const ink = color("ink");
  const hueColor = (hue: Hue): Rgb =>
    hue.startsWith("head:") ? headColor(theme, Number(hue.slice(5)) || 0) : color(hue as RoleName);
  const named = (hue: Hue | "ink" | "muted"): Rgb => (hue === "ink" || hue === "muted" ? color(hue) : hueColor(hue));
  const names = new Map<string, string>();
  const texts = new Map<string, string>();
  const ramps = new Map<string, Uint8ClampedArray>();

  function ramp(scale: ColorScale): Uint8ClampedArray {
    const key = `${scale.kind} ${scale.hue}`;
    let steps = ramps.get(key);
    if (!steps) ramps.set(key, (steps = makeRamp(scale.kind, LIFT[theme], background, hueColor(scale.hue), color("negative"))));
    return steps;
  }

  return {
    theme,
    background: toHex(background),
    ink: toHex(ink),
    muted: toHex(color("muted")),
    line: toHex(color("line")),
    accent: toHex(color("accent")),
    slot: toHex(mixColors(background, ink, theme === "light" ? 0.045 : 0.07)),
    hatch: mixColors(background, ink, theme === "light" ? 0.34 : 0.4),
    css(hue) {
      let name = names.get(hue);
      if (!name) names.set(hue, (name = toHex(named(hue))));
      return name;
    },
    text(hue) {
      let name = texts.get(hue);
      if (!name) texts.set(hue, (name = toHex(readable(named(hue), ink, background))));
      return name;
    },
    inkOn(cell, alpha) {
      const over = cell.map((channel, i) => (background[i] ?? 0) * (1 - alpha) + channel * alpha) as unknown as Rgb;
      return toHex(contrast(over, BLACK) > contrast(over, WHITE) ? BLACK : WHITE);
    },
    colorOf(scale, value) {
      const step = rampStep(scale, value);
      if (step < 0) return null;
      const steps = ramp(scale);
      return [steps[4 * step] ?? 0, steps[4 * step + 1] ?? 0, steps[4 * step + 2] ?? 0];
    },
    ramp,
  };
}

/** The step of the ramp for a value, 0 to 256; -1 for a value that has no colour. */
export function rampStep(scale: ColorScale, value: number): number {
  if (Number.isNaN(value) || value === -Infinity) return -1;
  const fraction = scale.limit > 0 ? value / scale.limit : 0;
  const clamped = Math.min(1, Math.max(scale.kind === "diverging" ? -1 : 0, fraction));
  const half = (RAMP_STEPS - 1) / 2;
  return Math.round(scale.kind === "diverging" ? half + half * clamped : 2 * half * clamped);
}

/** The colour, moved towards ink in small steps until it is fit for text on the background. */
function readable(hue: Rgb, ink: Rgb, background: Rgb): Rgb {
  for (let t = 0; t < 1; t += 0.05) {
    const color = mixColors(hue, ink, t);
    if (contrast(color, background) >= TEXT_CONTRAST) return color;
  }
  return ink;
}

/**
 * The power that a magnitude is raised to on its way to a colour: below 1, so that small numbers
 * leave the background early enough to be seen. The legend is painted with the same curve.
 */
const LIFT: Readonly<Record<ThemeName, number>> = { light: 0.85, dark: 0.75 };

function makeRamp(kind: ColorScale["kind"], lift: number, zero: Rgb, high: Rgb, low: Rgb): Uint8ClampedArray {
  const steps = new Uint8ClampedArray(4 * RAMP_STEPS);
  for (let step = 0; step < RAMP_STEPS; step++) {
    const place = step / (RAMP_STEPS - 1);
    const signed = kind === "diverging" ? 2 * place - 1 : place;
    steps.set([...mixColors(zero, signed < 0 ? low : high, Math.abs(signed) ** lift), 255], 4 * step);
  }
  return steps;
}

function builtIn(theme: ThemeName, name: PaintedColor): Rgb {
  switch (name) {
    case "negative":
      return fromLch(negativeInk[theme]);
    case "background":
    case "ink":
    case "muted":
    case "line":
    case "accent":
      return interfaceColor(theme, name);
    default:
      return fromLch(roleHues[theme][name]);
  }
}
