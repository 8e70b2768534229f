/** Measurements in words: names, times, rates. */
import { familyOf, type AttentionCase } from "../../benchmark/case";
import type { ContestantId, Machine } from "../../benchmark/report";
import type { Kind } from "../../benchmark/selection";
import { formatNumber } from "../../trace/format";

export const kindNames: Readonly<Record<Kind, string>> = { full: "Full", causal: "Causal", decode: "Decode" };

/** As many as the machine has; without a machine, in general. */
export function nameOf(id: ContestantId, machine: Machine | null): string {
  switch (id) {
    case "javascript":
      return "Plain JavaScript";
    case "cpu-1":
      return "Headwise, 1 thread";
    case "cpu":
      return `Headwise, ${threadsOf(machine) ?? "all"} threads`;
    case "webgpu":
      return "Headwise, WebGPU";
  }
}

/** The same within a sentence. */
export function phraseOf(id: ContestantId, machine: Machine | null): string {
  return nameOf(id, machine).replace("Headwise, ", "Headwise on ").replace("Plain", "plain");
}

/** The same beside a line, where room is short. */
export function labelOf(id: ContestantId, machine: Machine | null): string {
  return nameOf(id, machine).replace("Headwise, ", "").replace("Plain ", "");
}

function threadsOf(machine: Machine | null): string | null {
  const details = machine?.entrants.find(({ id }) => id === "cpu")?.details ?? "";
  return /(\d+) threads/u.exec(details)?.[1] ?? null;
}

/** The case among others of its width: `n = 1024, causal`. */
export function titleOf(entry: AttentionCase): string {
  const kind = familyOf(entry);
  return kind === "decode" ? `decode, ${entry.kvLen} keys` : `${kind}, n = ${entry.qLen}`;
}

/** Milliseconds in three digits. */
export function formatTime(milliseconds: number): string {
  if (milliseconds >= 1000) return `${digits(milliseconds / 1000)} s`;
  return milliseconds >= 0.1 ? `${digits(milliseconds)} ms` : `${digits(milliseconds * 1000)} µs`;
}

/** Three digits, not fewer: `0.123`, `4.50`, `67.8`, `1240`. */
export function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : value >= 1 ? 2 : 3);
}

/** How many times: `0.04×`, `1.9×`, `38×`. */
export function formatRatio(ratio: number): string {
  return `${ratio >= 9.95 ? ratio.toFixed(0) : ratio >= 0.95 ? ratio.toFixed(1) : ratio.toPrecision(2)}×`;
}

export function formatShare(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

export function formatError(error: number | null): string {
  return error === null ? "not finite" : formatNumber(error);
}
