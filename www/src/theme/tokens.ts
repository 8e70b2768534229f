/**
 * The look in one place: colour, type, space and motion, for the interface and the canvas alike.
 * Plain data; nothing here knows the DOM or Lit.
 */
import { fromHex, fromLch, toHex, type Lch, type Rgb } from "./oklab.ts";

export type ThemeName = "light" | "dark";

/** Colours of the interface. Text colours reach 4.5:1 on every ground. */
export interface InterfaceColors {
  readonly background: string;
  /** Panels and controls, a little nearer than the background. */
  readonly surface: string;
  /** Wells: tracks, code, empty places. */
  readonly sunken: string;
  readonly ink: string;
  readonly muted: string;
  /** Hairlines that separate; not needed to understand anything. */
  readonly line: string;
  /** Outlines of controls, 3:1. */
  readonly edge: string;
  /** The one accent: what can be pressed, what has the focus. */
  readonly accent: string;
  readonly onAccent: string;
  /** Grounds of quiet controls under the pointer and while pressed. */
  readonly hover: string;
  readonly pressed: string;
  /** The ground of words whose cells are lit. */
  readonly highlight: string;
  readonly danger: string;
}

export const interfaceColors: Readonly<Record<ThemeName, InterfaceColors>> = {
  light: {
    background: "#fbfaf7",
    surface: "#ffffff",
    sunken: "#f1efe9",
    ink: "#1b1e23",
    muted: "#545a63",
    line: "#dedbd2",
    edge: "#82868d",
    accent: "#0b6070",
    onAccent: "#ffffff",
    hover: "#f1efe9",
    pressed: "#e6e3da",
    highlight: "#dcebec",
    danger: "#a3281c",
  },
  dark: {
    background: "#14171c",
    surface: "#1c2027",
    sunken: "#0e1115",
    ink: "#e9e8e3",
    muted: "#a5abb4",
    line: "#2f353e",
    edge: "#737b86",
    accent: "#62c5d2",
    onAccent: "#0c1114",
    hover: "#252a32",
    pressed: "#2f353e",
    highlight: "#1f3a40",
    danger: "#f2958a",
  },
};

/** What a tensor is; each has one hue on the canvas. */
export type RoleName = "stream" | "query" | "key" | "value" | "score" | "weight" | "output" | "parameter" | "mask";

/**
 * Hues of the roles in OKLCH, from Okabe and Ito's set, then moved until every two
 * of them stay apart for readers without red or green cones (the test holds them there).
 */
export const roleHues: Readonly<Record<ThemeName, Readonly<Record<RoleName, Lch>>>> = {
  light: {
    stream: [0.457, 0.073, 255],
    query: [0.505, 0.137, 247],
    key: [0.65, 0.145, 62],
    value: [0.558, 0.122, 163],
    score: [0.502, 0.157, 30],
    weight: [0.45, 0.18, 295],
    output: [0.589, 0.157, 349],
    parameter: [0.49, 0.045, 76],
    mask: [0.647, 0.004, 250],
  },
  dark: {
    stream: [0.818, 0.073, 257],
    query: [0.714, 0.15, 247],
    key: [0.816, 0.141, 75],
    value: [0.806, 0.135, 163],
    score: [0.608, 0.165, 36],
    weight: [0.62, 0.174, 294],
    output: [0.708, 0.15, 340],
    parameter: [0.701, 0.063, 78],
    mask: [0.583, 0.004, 250],
  },
};

/** Where a diverging scale ends below zero: ink without a hue, darker (or lighter) than any hue. */
export const negativeInk: Readonly<Record<ThemeName, Lch>> = {
  light: [0.27, 0.008, 260],
  dark: [0.95, 0.008, 90],
};

/** Eight hue angles for heads; lightness alternates, and the second eight swap it. */
const headAngles = [250, 62, 165, 340, 215, 30, 300, 112] as const;
const headLightness = { light: [0.45, 0.63], dark: [0.66, 0.83] } as const;
const HEAD_CHROMA = 0.13;
/** Sixteen heads have a hue of their own; then they come round again. */
export const HEAD_HUES = 2 * headAngles.length;

/** The colour of head `head` (0-based). */
export function headColor(theme: ThemeName, head: number): Rgb {
  const turn = Math.floor(head / headAngles.length) % 2;
  const angle = (headAngles[head % headAngles.length] ?? 0) + 20 * turn;
  const lightness = headLightness[theme][(head + turn) % 2] ?? 0.5;
  return fromLch([lightness, HEAD_CHROMA, angle]);
}

/** Five sizes, in pixels. Nothing is set smaller than the first. */
export const type = {
  sizes: { small: 12, body: 14, lead: 16, large: 20, title: 28 },
  sans: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  math: '"Latin Modern Math", "STIX Two Text", "Cambria", "Noto Serif", Georgia, "DejaVu Serif", serif',
  /** For MathML: fonts with the table that says how far scripts are shifted and rules are apart. */
  formula: '"Latin Modern Math", "STIX Two Math", "Cambria Math", "DejaVu Math TeX Gyre", math',
  mono: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
} as const;

/** An 8 px grid, with one half step for what belongs together. */
export const space = { half: 4, 1: 8, 2: 16, 3: 24, 4: 32, 5: 48, 6: 64 } as const;

export const radius = { small: 4, large: 8 } as const;

/** Milliseconds. Moves of the picture have the timeline's own clock with the same `move`. */
export const motion = { quick: 120, panel: 200, move: 350, ease: "cubic-bezier(0.65, 0, 0.35, 1)" } as const;

/** Everything as custom properties, `--hw-...: ...;`, ready to stand between braces. */
export function customProperties(theme: ThemeName): string {
  return [
    `color-scheme: ${theme};`,
    ...Object.entries(interfaceColors[theme]).map(([name, color]) => `${propertyName(name)}: ${color};`),
    ...Object.entries(roleHues[theme]).map(([name, lch]) => `${propertyName(name)}: ${toHex(fromLch(lch))};`),
    `--hw-negative: ${toHex(fromLch(negativeInk[theme]))};`,
    ...Object.entries(type.sizes).map(([name, size]) => `--hw-text-${name}: ${size / 16}rem;`),
    `--hw-font-sans: ${type.sans};`,
    `--hw-font-math: ${type.math};`,
    `--hw-font-formula: ${type.formula};`,
    `--hw-font-mono: ${type.mono};`,
    ...Object.entries(space).map(([name, size]) => `--hw-space-${name}: ${size}px;`),
    ...Object.entries(radius).map(([name, size]) => `--hw-radius-${name}: ${size}px;`),
    `--hw-quick: ${motion.quick}ms;`,
    `--hw-panel: ${motion.panel}ms;`,
    `--hw-move: ${motion.move}ms;`,
    `--hw-ease: ${motion.ease};`,
  ].join("\n");
}

/** The custom property that carries a colour: `onAccent` is `--hw-on-accent`. */
export function propertyName(color: string): string {
  return `--hw-${color.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** An interface colour as numbers. */
export function interfaceColor(theme: ThemeName, name: keyof InterfaceColors): Rgb {
  return fromHex(interfaceColors[theme][name]);
}
