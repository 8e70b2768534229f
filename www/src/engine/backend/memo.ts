/** Measurements, kept in memory and, where the page has it, in its local storage. */
import { areSpeeds, type Speeds } from "./speed";

/** What a measurement holds for: another adapter, version, build or number of workers is another machine. */
export interface Machine {
  readonly adapter: string;
  readonly version: string;
  readonly simd: string;
  readonly threads: number;
}

const known = new Map<string, Speeds>();

export function recall(machine: Machine): Speeds | null {
  const key = keyOf(machine);
  const own = known.get(key);
  if (own) return own;
  try {
    const stored: unknown = JSON.parse(storage()?.getItem(key) ?? "null");
    if (!areSpeeds(stored)) return null;
    known.set(key, stored);
    return stored;
  } catch {
    // Storage that is refused, or something else's: measured anew.
    return null;
  }
}

export function remember(machine: Machine, speeds: Speeds): void {
  const key = keyOf(machine);
  known.set(key, speeds);
  try {
    storage()?.setItem(key, JSON.stringify(speeds));
  } catch {
    // Full or refused: the next visit measures again.
  }
}

function keyOf({ adapter, version, simd, threads }: Machine): string {
  return `headwise-speeds/${version}/${simd}/${threads}/${adapter}`;
}

/** Access alone may throw, where the page may not store anything. */
function storage(): Storage | undefined {
  return (globalThis as { localStorage?: Storage }).localStorage;
}
