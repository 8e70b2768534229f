/** What a reader of the map can set. The attributes have the same names as the address. */
import { number, oneOf, words, type Codec } from "../shared/fields";
import type { Theme } from "../shared/settings";
import type { ScaleKind } from "./scale";

/** What a block shows of its cells. */
export type Aggregate = "max" | "mean";
export type MaskName = "causal" | "window" | "none";
/** Constructed heads, the trained model's, or Q and K that the reader brought. */
export type HeadName = "previous" | "distance" | "same" | "induction" | "mixed" | "drawn" | "trained" | "own";

export interface MapSettings {
  readonly head: HeadName;
  /** Tokens of the built-in text, or the most of the reader's. */
  readonly n: number;
  /** The reader's text; empty: sentences of the built-in grammar. */
  readonly text: string;
  readonly mask: MaskName;
  readonly show: Aggregate;
  readonly scale: ScaleKind;
  /** Layer and head of the trained model, or the head of the reader's file, from 1. */
  readonly layer: number;
  readonly number: number;
  /** The query and the key in the middle, from 1, and the side of a cell in CSS pixels. Row 0: the whole map. */
  readonly row: number;
  readonly key: number;
  readonly cell: number;
  readonly theme: Theme;
}

/** The most queries and keys that the engine takes. */
export const longest = 131_072;
/** Keys before its own place that a query sees under the mask `window`, and sinks beside them. */
export const windowKeys = 255;
export const windowSinks = 4;

export const heads: readonly HeadName[] = ["mixed", "previous", "distance", "same", "induction", "drawn", "trained", "own"];

export const initialMap: MapSettings = {
  head: "mixed",
  n: 16_384,
  text: "",
  mask: "causal",
  show: "max",
  scale: "log",
  layer: 2,
  number: 4,
  row: 0,
  key: 0,
  cell: 0,
  theme: "auto",
};

const codecs: { readonly [Name in keyof MapSettings]: Codec<MapSettings[Name]> } = {
  head: oneOf<HeadName>(heads),
  n: number(1, longest, { whole: true }),
  text: words,
  mask: oneOf<MaskName>(["causal", "window", "none"]),
  show: oneOf<Aggregate>(["max", "mean"]),
  scale: oneOf<ScaleKind>(["log", "linear"]),
  layer: number(1, 99, { whole: true }),
  number: number(1, 999, { whole: true }),
  row: number(0, longest, { whole: true }),
  key: number(0, longest, { whole: true }),
  cell: number(0, 96),
  theme: oneOf<Theme>(["auto", "light", "dark"]),
};

export const mapAttributes = Object.keys(codecs) as readonly (keyof MapSettings)[];

/** Whether the change asks for another map, and not only for another look at it. */
export function isOtherMap(before: MapSettings, now: MapSettings): boolean {
  return (["head", "n", "text", "mask", "layer", "number"] as const).some((name) => before[name] !== now[name]);
}

export interface MapReading {
  readonly settings: MapSettings;
  /** A sentence for each text that could not be taken as it was. */
  readonly notices: readonly string[];
}

/** Reads what `get` knows; the rest stays as in `base`. */
export function readMap(get: (attribute: string) => string | null, base: MapSettings = initialMap): MapReading {
  const notices: string[] = [];
  function read<Name extends keyof MapSettings>(name: Name): Pick<MapSettings, Name> {
    const raw = get(name);
    if (raw === null) return { [name]: base[name] } as Pick<MapSettings, Name>;
    const { value, notice } = codecs[name].read(raw, name, base[name]);
    if (notice !== undefined) notices.push(notice);
    return { [name]: value } as Pick<MapSettings, Name>;
  }
  const settings = {
    ...read("head"), ...read("n"), ...read("text"), ...read("mask"), ...read("show"), ...read("scale"), ...read("layer"),
    ...read("number"), ...read("row"), ...read("key"), ...read("cell"), ...read("theme"),
  };
  return { settings, notices };
}

/** A text that is longer than this stays out of the address: links have their limits. */
const longestLink = 2000;

/** What differs from the beginning, as a query string without `?`. */
export function writeMap(settings: MapSettings): string {
  const parameters = new URLSearchParams();
  const write = <Name extends keyof MapSettings>(name: Name): void => {
    const text = codecs[name].write(settings[name]);
    const isLong = name === "text" && text.length > longestLink;
    if (!isLong && text !== codecs[name].write(initialMap[name])) parameters.set(name, text);
  };
  mapAttributes.forEach(write);
  return parameters.toString();
}
