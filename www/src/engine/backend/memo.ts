/** Measurements, kept in memory and, where the page has it, in its local storage. */
import type { Tuning } from "../gpu/messages";
import { areSpeeds, type Speeds } from "./speed";

/** What a measurement holds for: another adapter, version, build or number of workers is another machine. */
export interface Machine {
  readonly adapter: string;
  readonly version: string;
  /** Whether it stages in half precision: another kernel, with tiles of its own. */
  readonly half: boolean;
  readonly simd: string;
  readonly threads: number;
}

/** What the choice of a tile depends on. */
export type Device = Pick<Machine, "adapter" | "version" | "half">;

/** Widths of heads for which tiles are kept; a page rarely has more than one. */
const TUNINGS = 16;

/** By the keys of the storage, which may be refused. */
const known = new Map<string, unknown>();

export function recall(machine: Machine): Speeds | null {
  const stored = read(keyOf(machine));
  return areSpeeds(stored) ? stored : null;
}

export function remember(machine: Machine, speeds: Speeds): void {
  write(keyOf(machine), speeds);
}

/** The tiles that were found to be the fastest, the latest last. */
export function recallTunings(device: Device): readonly Tuning[] {
  const stored = read(tilesKey(device));
  return Array.isArray(stored) ? stored.filter(isTuning) : [];
}

export function rememberTuning(device: Device, tuning: Tuning): void {
  const others = recallTunings(device).filter(({ headDim, valueDim }) => headDim !== tuning.headDim || valueDim !== tuning.valueDim);
  write(tilesKey(device), [...others, tuning].slice(-TUNINGS));
}

function isTuning(value: unknown): value is Tuning {
  const isCount = (name: string): boolean => {
    const number: unknown = (value as Record<string, unknown>)[name];
    return Number.isSafeInteger(number) && Number(number) >= 0;
  };
  return typeof value === "object" && value !== null && ["headDim", "valueDim", "tile"].every(isCount);
}

function read(key: string): unknown {
  if (known.has(key)) return known.get(key);
  try {
    const stored: unknown = JSON.parse(storage()?.getItem(key) ?? "null");
    known.set(key, stored);
    return stored;
  } catch {
    // Storage that is refused, or something else's: measured anew.
    return null;
  }
}

function write(key: string, value: unknown): void {
  known.set(key, value);
  try {
    storage()?.setItem(key, JSON.stringify(value));
  } catch {
    // Full or refused: the next visit measures again.
  }
}

function keyOf({ adapter, version, half, simd, threads }: Machine): string {
  return `headwise-speeds/${version}/${simd}${half ? "/f16" : ""}/${threads}/${adapter}`;
}

function tilesKey({ adapter, version, half }: Device): string {
  return `headwise-tiles/${version}${half ? "/f16" : ""}/${adapter}`;
}

/** Access alone may throw, where the page may not store anything. */
function storage(): Storage | undefined {
  return (globalThis as { localStorage?: Storage }).localStorage;
}
