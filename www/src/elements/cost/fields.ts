/** What can be typed in: for each number its name, its symbol in the formulas and its limits. */
import type { Count, Sizes } from "./sizes";

/** Where the sizes of the engine end: they are unsigned, of 32 bits. */
const most = 2 ** 32 - 1;

export interface CountField {
  readonly name: Count;
  /** Of the element and of the address. */
  readonly attribute: string;
  readonly label: string;
  /** As formulas write it; empty where none does. */
  readonly symbol: string;
  /** 0 stands for what is not there. */
  readonly least: 0 | 1;
  /** Whether a model of this kind has it. */
  readonly stands?: (sizes: Sizes) => boolean;
}

const latent = ({ attention }: Sizes) => attention === "latent";
const grouped = ({ attention }: Sizes) => attention === "grouped";
const experts = ({ feedForward }: Sizes) => feedForward === "experts";

export const attentionFields: readonly CountField[] = [
  { name: "heads", attribute: "heads", label: "Query heads", symbol: "h", least: 1 },
  { name: "kvHeads", attribute: "kv-heads", label: "Key heads", symbol: "g", least: 1, stands: grouped },
  { name: "headDim", attribute: "head-dim", label: "Width of a head", symbol: "d_k", least: 1 },
  { name: "valueDim", attribute: "value-dim", label: "Width of a value", symbol: "d_v", least: 1, stands: latent },
  { name: "rank", attribute: "rank", label: "Cached latent", symbol: "r", least: 1, stands: latent },
  { name: "rotaryDim", attribute: "rotary-dim", label: "Rotary key", symbol: "d_R", least: 0, stands: latent },
  { name: "queryRank", attribute: "query-rank", label: "Query latent", symbol: "r_q", least: 0, stands: latent },
  { name: "window", attribute: "window", label: "Sliding window", symbol: "w", least: 0 },
];

export const networkFields: readonly CountField[] = [
  { name: "width", attribute: "width", label: "Width inside", symbol: "d_f", least: 1 },
  { name: "experts", attribute: "experts", label: "Experts", symbol: "E", least: 1, stands: experts },
  { name: "chosen", attribute: "chosen", label: "Chosen of them", symbol: "k", least: 1, stands: experts },
  { name: "shared", attribute: "shared", label: "Shared experts", symbol: "E_s", least: 0, stands: experts },
  { name: "denseLayers", attribute: "dense-layers", label: "Dense layers", symbol: "L_0", least: 0, stands: experts },
  { name: "denseWidth", attribute: "dense-width", label: "Width of those", symbol: "d_0", least: 1, stands: experts },
];

export const frameFields: readonly CountField[] = [
  { name: "layers", attribute: "layers", label: "Layers", symbol: "L", least: 1 },
  { name: "dModel", attribute: "d-model", label: "Width of a token", symbol: "d", least: 1 },
  { name: "vocabulary", attribute: "vocabulary", label: "Vocabulary", symbol: "V", least: 1 },
  { name: "positions", attribute: "positions", label: "Learned positions", symbol: "p", least: 0 },
];

export const countFields: readonly CountField[] = [...frameFields, ...attentionFields, ...networkFields];

export interface Parsed {
  readonly value: number | null;
  /** Why it could not be taken. */
  readonly problem: string;
}

/** A whole number, in groups of digits if need be. */
export function parseCount(text: string, label: string, least: number): Parsed {
  const value = numberIn(text);
  const right = Number.isInteger(value) && value >= least && value <= most;
  if (right) return { value, problem: "" };
  return { value: null, problem: `${label} must be a whole number from ${least} to ${most.toLocaleString("en")}.` };
}

/** A number above 0 and at most `largest`, whole or not. */
export function parseAmount(text: string, label: string, largest: number): Parsed {
  const value = numberIn(text);
  if (value > 0 && value <= largest) return { value, problem: "" };
  return { value: null, problem: `${label} must be a number above 0, at most ${largest.toLocaleString("en")}.` };
}

/** Commas and spaces between digits are how people write large numbers. Nothing is not a number. */
function numberIn(text: string): number {
  const bare = text.trim().replace(/(?<=\d)[, _\u{202f}](?=\d{3})/gu, "");
  return bare === "" ? Number.NaN : Number(bare);
}
