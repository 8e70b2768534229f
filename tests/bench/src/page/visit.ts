/** One page load: one engine, one case. */
import type { Case } from "../../../../www/src/benchmark/case";
import { problemOf, swap, type Problem } from "../../../../www/src/benchmark/problem";
import { expectedOf, largestError } from "../../../../www/src/benchmark/reference";
import type { Id } from "../engines/catalog";
import { Unavailable, type Engine } from "../engines/engine";
import { load } from "../engines/load";
import { openLimit } from "../limit/limit";
import type { Lanes } from "../limit/module";
import { openTimers, Pace } from "./pace";
import { measure, type Plan } from "../../../../www/src/benchmark/measure";

/** What a page reports to the program that opened it: JSON. */
export type Visit =
  | {
      readonly status: "measured";
      readonly version: string;
      readonly details: string;
      readonly lanes: Lanes | null;
      /** Milliseconds a run. */
      readonly samples: readonly number[];
      /** GFLOP/s of one core in registers just before each sample; none where there are no lanes. */
      readonly limits: readonly number[];
      /** Whether the samples are only those beside which nobody else was at work; otherwise there were none such. */
      readonly alone: boolean;
      /** Milliseconds of the fastest round of the loop that tells so. */
      readonly pace: number;
      /** Largest difference from float64; null when the result is not finite or not of the right length. */
      readonly error: number | null;
    }
  | { readonly status: "unavailable" | "failed"; readonly reason: string };

/** @param best The fastest round on earlier pages, null on the first. */
export async function visit(id: Id, entry: Case, plan: Plan, best: number | null): Promise<Visit> {
  try {
    const problem = problemOf(entry);
    const setup = await load[id]();
    const engine = await setup(problem);
    const { version, details, lanes } = engine;
    const limit = lanes === null ? null : await openLimit(lanes);
    const { timers, close } = await openTimers();
    const pace = new Pace(timers, best ?? Infinity);
    const all: number[] = [];
    const { samples, counted, result } = await measure(() => engine.run(), plan, {
      before: async () => {
        await pace.begin();
        if (limit) all.push(limit());
      },
      counts: () => pace.wasAlone(),
    });
    close();
    const alone = counted.includes(true);
    const kept = <T>(list: readonly T[]): T[] => list.filter((_, at) => !alone || counted[at]);
    const error = largestError(expectedOf(problem), headsFirst(engine, problem, result));
    engine.dispose();
    const measured = { samples: kept(samples), limits: kept(all), alone, pace: pace.best };
    return { status: "measured", version, details, lanes, ...measured, error: Number.isNaN(error) ? null : error };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { status: error instanceof Unavailable ? "unavailable" : "failed", reason };
  }
}

/** The result in the layout of the reference. */
function headsFirst({ layout }: Engine, problem: Problem, result: Float32Array): Float32Array {
  if (problem.kind === "projection" || layout === "heads-first") return result;
  return swap(result, problem.qLen, problem.heads);
}
