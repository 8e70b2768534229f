/** The command line. */
import { parseArgs } from "node:util";
import type { Family } from "../../../../www/src/benchmark/case";
import type { Selection } from "../cases/select";
import { catalog, entryOf, type Entry } from "../engines/catalog";
import type { Plan } from "../../../../www/src/benchmark/measure";

const FAMILIES: readonly Family[] = ["full", "causal", "decode", "projection"];

export interface Options extends Selection {
  readonly engines: readonly Entry[];
  readonly rounds: number;
  readonly plan: Plan;
  /** Seconds that the run as a whole may wait for the machine to be quiet. */
  readonly patience: number;
  /** What Chromium is asked for; null for the machine's own GPU. */
  readonly adapter: "swiftshader" | null;
  /** Where the figures go as JSON, if anywhere. */
  readonly json: string | null;
}

/** @throws Error in words for the user. */
export function parse(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: "string" },
      dims: { type: "string" },
      cases: { type: "string" },
      engines: { type: "string" },
      rounds: { type: "string" },
      patience: { type: "string", default: "120" },
      adapter: { type: "string", default: "swiftshader" },
      json: { type: "string" },
      quick: { type: "boolean", default: false },
    },
  });
  const { quick } = values;
  return {
    quick,
    sizes: values.sizes === undefined ? null : list(values.sizes).map((text) => whole("--sizes", text, 1)),
    widths: values.dims === undefined ? null : list(values.dims).map((text) => whole("--dims", text, 1)),
    families: values.cases === undefined ? FAMILIES : list(values.cases).map(family),
    engines: values.engines === undefined ? catalog : list(values.engines).map(entryOf),
    rounds: values.rounds === undefined ? (quick ? 1 : 3) : whole("--rounds", values.rounds, 1),
    plan: quick ? { warmUp: 200, measure: 300 } : { warmUp: 500, measure: 700 },
    patience: whole("--patience", values.patience, 0),
    adapter: adapter(values.adapter),
    json: values.json ?? null,
  };
}

function list(text: string): string[] {
  return text.split(",").map((part) => part.trim());
}

function whole(option: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/u.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${option} takes whole numbers of ${least} or more, not "${text}"`);
}

function family(text: string): Family {
  const found = FAMILIES.find((known) => known === text);
  if (found) return found;
  throw new RangeError(`--cases takes ${FAMILIES.join(", ")}, not "${text}"`);
}

function adapter(text: string): Options["adapter"] {
  if (text === "system") return null;
  if (text === "swiftshader") return text;
  throw new RangeError(`--adapter takes swiftshader or system, not "${text}"`);
}
