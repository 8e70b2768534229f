/** The figures as JSON, with what is needed to judge them. */
import { execFileSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";
import type { Options } from "./options";
import type { Outcome } from "./rounds";
import type { CaseSummary, Limits } from "./summary";
import { TOLERANCE } from "../../../../www/src/benchmark/reference";

export interface Report {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGiB: number; readonly system: string };
  readonly versions: Readonly<Record<string, string>>;
  readonly settings: { readonly rounds: number; readonly quick: boolean; readonly adapter: string; readonly tolerance: number };
  /** GFLOP/s of one core, in registers. */
  readonly limits: Limits;
  /** Measurements on a quiet machine, of all. */
  readonly quiet: { readonly measurements: number; readonly of: number };
  readonly cases: readonly CaseSummary[];
}

export function report(
  options: Options,
  chromium: string,
  limits: Limits,
  outcomes: readonly Outcome[],
  cases: readonly CaseSummary[],
): Report {
  const peers = cases.flatMap(({ rows }) => rows.flatMap(({ title, version }) => (version === null ? [] : [[title, version]])));
  return {
    date: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      system: `${type()} ${release()}`,
    },
    versions: { Chromium: chromium, Node: process.versions.node, Checkout: checkout(), ...Object.fromEntries(peers) },
    settings: { rounds: options.rounds, quick: options.quick, adapter: options.adapter ?? "system", tolerance: TOLERANCE },
    limits,
    quiet: { measurements: outcomes.filter(({ quiet }) => quiet).length, of: outcomes.length },
    cases,
  };
}

/** The commit, marked when files differ from it. */
function checkout(): string {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "not under version control";
  }
}
