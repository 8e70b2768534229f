/** What a reader of the calculator can set. The attributes have the same names as the address. */
import type { CostSetting } from "../../trace/generated/CostSetting";
import type { PublishedMachine } from "../../trace/generated/PublishedMachine";
import type { PublishedModel } from "../../trace/generated/PublishedModel";
import { oneOf } from "../shared/fields";
import type { Theme } from "../shared/settings";
import { countFields, parseAmount, parseCount, type Parsed } from "./fields";
import { flat, nested, type Sizes } from "./sizes";

/** What a number is stored as. f16 stands for bf16 too. */
export type Format = "f32" | "f16" | "fp8" | "int8";
export const formats: readonly Format[] = ["f32", "f16", "fp8", "int8"];
export const bytesOf: Readonly<Record<Format, number>> = { f32: 4, f16: 2, fp8: 1, int8: 1 };

/** A machine's figures in the units that data sheets print. */
export interface MachineFigures {
  /** GB. */
  readonly memory: number;
  /** GB a second. */
  readonly bandwidth: number;
  /** TFLOP a second. */
  readonly peak: number;
}
export type MachineName = keyof MachineFigures;

export interface CostSettings {
  /** The id of the published model that the sizes begin with. */
  readonly model: string;
  /** The reader's own sizes, in place of that model's. */
  readonly sizes: Partial<Sizes>;
  /** T, tokens of a text. */
  readonly tokens: number;
  /** B, texts side by side. */
  readonly batch: number;
  readonly weights: Format;
  readonly cache: Format;
  /** The id of the published machine. */
  readonly machine: string;
  readonly devices: number;
  /** What the machine multiplies. */
  readonly arithmetic: Format;
  /** The reader's own figures, in place of that machine's. */
  readonly figures: Partial<MachineFigures>;
  /** Ids of models whose caches are drawn besides. */
  readonly compare: readonly string[];
  readonly theme: Theme;
}

export const initialCost: CostSettings = {
  model: "llama-3-8b", sizes: {}, tokens: 8192, batch: 16, weights: "f16", cache: "f16",
  machine: "h100", devices: 1, arithmetic: "f16", figures: {},
  compare: ["gpt-3", "llama-2-7b", "llama-3-70b", "mistral-7b", "gemma-2b", "deepseek-v3"],
  theme: "auto",
};

/** Largest figures of a machine that are taken: far beyond any, and far from where counts end. */
export const largestFigure: Readonly<Record<MachineName, number>> = { memory: 1e6, bandwidth: 1e6, peak: 1e6 };
export const figureLabels: Readonly<Record<MachineName, string>> = { memory: "Memory", bandwidth: "Bandwidth", peak: "Peak" };

export interface Known {
  readonly models: readonly PublishedModel[];
  readonly machines: readonly PublishedMachine[];
}

export function modelOf({ models }: Known, { model }: CostSettings): PublishedModel {
  return found(models, model);
}

export function machineOf({ machines }: Known, { machine }: CostSettings): PublishedMachine {
  return found(machines, machine);
}

/** The sizes that are meant: the model's, and the reader's own above them. */
export function sizesOf(known: Known, settings: CostSettings): Sizes {
  return { ...flat(modelOf(known, settings).model), ...settings.sizes };
}

/** The machine's figures that are meant. */
export function figuresOf(known: Known, settings: CostSettings): MachineFigures {
  const { memory, bandwidth, peaks } = machineOf(known, settings);
  const peak = peaks[settings.arithmetic] ?? peaks.f16;
  return { memory: memory / 1e9, bandwidth: bandwidth / 1e9, peak: peak / 1e12, ...settings.figures };
}

/** What the engine is asked. */
export function settingOf(known: Known, settings: CostSettings): CostSetting {
  const { memory, bandwidth, peak } = figuresOf(known, settings);
  return {
    model: nested(sizesOf(known, settings)),
    storage: { weights: bytesOf[settings.weights], cache: bytesOf[settings.cache] },
    batch: settings.batch,
    tokens: settings.tokens,
    machine: { memory: Math.round(memory * 1e9), bandwidth: bandwidth * 1e9, flops: peak * 1e12 },
    devices: settings.devices,
  };
}

const choices = {
  weights: oneOf(formats), cache: oneOf(formats), arithmetic: oneOf(formats), theme: oneOf<Theme>(["auto", "light", "dark"]),
};
const kinds = {
  attention: { attribute: "attention", codec: oneOf<Sizes["attention"]>(["grouped", "latent"]) },
  feedForward: { attribute: "feed-forward", codec: oneOf<Sizes["feedForward"]>(["plain", "gated", "experts"]) },
} as const;
const flags = ["tied", "bias"] as const;
const loads = ["tokens", "batch", "devices"] as const;
const figureNames = Object.keys(largestFigure) as MachineName[];

export const costAttributes: readonly string[] = [
  "model", ...loads, "machine", "compare", ...Object.keys(choices), ...figureNames, ...flags,
  ...Object.values(kinds).map(({ attribute }) => attribute), ...countFields.map(({ attribute }) => attribute),
];

export interface CostReading {
  readonly settings: CostSettings;
  /** A sentence for each text that could not be taken. */
  readonly notices: readonly string[];
}

/** Reads what `get` knows; the rest stays as in `base`. A model or a machine brings its own figures. */
export function readCost(known: Known, get: (attribute: string) => string | null, base: CostSettings = initialCost): CostReading {
  const notices: string[] = [];
  function read<T>(attribute: string, otherwise: T, parse: (raw: string) => { value: T | null; problem?: string }): T {
    const raw = get(attribute);
    if (raw === null) return otherwise;
    const { value, problem = "" } = parse(raw);
    if (problem !== "") notices.push(problem);
    return value ?? otherwise;
  }
  const id = (attribute: string, all: readonly { readonly id: string }[], otherwise: string) => read(attribute, otherwise, (raw) =>
    all.some((one) => one.id === raw) ? { value: raw } : { value: null, problem: `No ${attribute} here is called “${raw}”. Using ${otherwise}.` });
  const choice = <T extends string>(attribute: string, codec: ReturnType<typeof oneOf<T>>, otherwise: T): T => read(attribute, otherwise, (raw) => {
    const { value, notice = "" } = codec.read(raw, attribute, otherwise);
    return { value, problem: notice };
  });

  const model = id("model", known.models, base.model);
  const machine = id("machine", known.machines, base.machine);
  const sizes: Record<string, Sizes[keyof Sizes]> = get("model") === null ? { ...base.sizes } : {};
  const figures: Record<string, number> = get("machine") === null ? { ...base.figures } : {};
  const own = <T extends string>(attribute: string, parse: (raw: string) => Parsed, to: Record<string, unknown>, name: T) => {
    const value = read<number | null>(attribute, null, parse);
    if (value !== null) to[name] = value;
  };
  for (const { name, attribute, label, least } of countFields) own(attribute, (raw) => parseCount(raw, label, least), sizes, name);
  for (const name of figureNames) own(name, (raw) => parseAmount(raw, figureLabels[name], largestFigure[name]), figures, name);
  const start = flat(found(known.models, model).model);
  for (const [name, { attribute, codec }] of Object.entries(kinds)) {
    const otherwise = start[name as keyof typeof kinds];
    if (get(attribute) !== null) sizes[name] = choice(attribute, codec as ReturnType<typeof oneOf<typeof otherwise>>, otherwise);
  }
  for (const name of flags) if (get(name) !== null) sizes[name] = get(name) !== "false";
  const load = (name: (typeof loads)[number], label: string) => read(name, base[name], (raw) => parseCount(raw, label, 1));
  const settings: CostSettings = {
    model, sizes, machine, figures,
    tokens: load("tokens", "The length of a text"), batch: load("batch", "The number of texts"), devices: load("devices", "The number of machines"),
    weights: choice("weights", choices.weights, base.weights), cache: choice("cache", choices.cache, base.cache),
    arithmetic: choice("arithmetic", choices.arithmetic, base.arithmetic),
    compare: read("compare", base.compare, (raw) => several(known.models, raw)),
    theme: choice("theme", choices.theme, base.theme),
  };
  return { settings: withArithmetic(known, settings), notices };
}

/** Takes f16 where the machine has no peak for the arithmetic that was chosen. */
export function withArithmetic(known: Known, settings: CostSettings): CostSettings {
  return machineOf(known, settings).peaks[settings.arithmetic] === null ? { ...settings, arithmetic: "f16" } : settings;
}

/** What differs from the beginning, as a query string without `?`. */
export function writeCost(settings: CostSettings): string {
  const parameters = new URLSearchParams();
  const write = (name: string, value: string | number | boolean, initial: unknown) => {
    if (value !== initial) parameters.set(name, String(value));
  };
  write("model", settings.model, initialCost.model);
  for (const { name, attribute } of countFields) write(attribute, settings.sizes[name] ?? "", "");
  for (const [name, { attribute }] of Object.entries(kinds)) write(attribute, settings.sizes[name as keyof typeof kinds] ?? "", "");
  for (const name of flags) write(name, settings.sizes[name] ?? "", "");
  for (const name of [...loads, "weights", "cache", "machine", "arithmetic", "theme"] as const) write(name, settings[name], initialCost[name]);
  for (const name of figureNames) write(name, settings.figures[name] ?? "", "");
  write("compare", settings.compare.join(), initialCost.compare.join());
  return parameters.toString();
}

function several(models: readonly PublishedModel[], raw: string) {
  const parts = raw.split(",").map((part) => part.trim()).filter((part) => part !== "");
  const value = models.map(({ id }) => id).filter((id) => parts.includes(id));
  const unknown = parts.filter((part) => !value.includes(part));
  return { value, problem: unknown.length === 0 ? "" : `No model here is called ${unknown.map((part) => `“${part}”`).join(" or ")}.` };
}

function found<T extends { readonly id: string }>(all: readonly T[], id: string): T {
  const one = all.find((each) => each.id === id) ?? all[0];
  if (one === undefined) throw new Error("the calculator knows nothing");
  return one;
}
