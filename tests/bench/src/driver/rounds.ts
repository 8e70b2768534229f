/** The order of measurements: engines take turns within a case, and the turn is taken again each round. */
import { nameOf, rate, type Case } from "../../../../www/src/benchmark/case";
import type { Entry, Id } from "../engines/catalog";
import { median } from "../../../../www/src/benchmark/statistics";
import type { Visit } from "../page/visit";
import { inShort } from "./table";

export interface Outcome {
  readonly entry: Case;
  readonly engine: Entry;
  readonly round: number;
  /** Whether the machine did nothing else, neither when it began nor beside its samples. */
  readonly quiet: boolean;
  readonly visit: Visit;
}

interface Parts {
  readonly visit: (engine: Entry, entry: Case) => Promise<Visit>;
  readonly quiet: () => Promise<boolean>;
  readonly say: (line: string) => void;
}

/** What could not be measured in one round is not tried again in the next. */
export async function runRounds(
  cases: readonly Case[],
  engines: readonly Entry[],
  rounds: number,
  { visit, quiet, say }: Parts,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const hopeless = new Set<string>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const [at, entry] of cases.entries()) {
      say(`round ${round} of ${rounds}, case ${at + 1} of ${cases.length}: ${nameOf(entry)}`);
      for (const engine of engines) {
        const key = keyOf(entry, engine.id);
        if (hopeless.has(key)) continue;
        const began = await quiet();
        const found = await visit(engine, entry);
        const outcome = { entry, engine, round, quiet: began && (found.status !== "measured" || found.alone), visit: found };
        if (outcome.visit.status !== "measured") hopeless.add(key);
        outcomes.push(outcome);
        say(`  ${engine.id}: ${lineOf(outcome)}`);
      }
    }
  }
  return outcomes;
}

function keyOf(entry: Case, id: Id): string {
  return `${nameOf(entry)}/${id}`;
}

function lineOf({ entry, quiet, visit }: Outcome): string {
  if (visit.status !== "measured") return `${visit.status}: ${inShort(visit.reason)}`;
  const middle = median(visit.samples);
  const { amount, unit } = rate(entry, middle);
  return `${middle.toFixed(2)} ms, ${amount.toFixed(1)} ${unit}${quiet ? "" : " (the machine was busy)"}`;
}
