/** One page load: one engine, one case. */
import type { Case } from "../../../../www/src/benchmark/case";
import { problemOf, swap, type Problem } from "../../../../www/src/benchmark/problem";
import { expectedOf, largestError } from "../../../../www/src/benchmark/reference";
import type { Id } from "../engines/catalog";
import { Unavailable, type Engine } from "../engines/engine";
import { load } from "../engines/load";
import { openLimit } from "../limit/limit";
import type { Lanes } from "../limit/module";
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
      /** Largest difference from float64; null when the result is not finite or not of the right length. */
      readonly error: number | null;
    }
  | { readonly status: "unavailable" | "failed"; readonly reason: string };

export async function visit(id: Id, entry: Case, plan: Plan): Promise<Visit> {
  try {
    const problem = problemOf(entry);
    const setup = await load[id]();
    const engine = await setup(problem);
    const { version, details, lanes } = engine;
    const limit = lanes === null ? null : await openLimit(lanes);
    const limits: number[] = [];
    const { samples, result } = await measure(() => engine.run(), plan, {
      before: () => limit && limits.push(limit()),
    });
    const error = largestError(expectedOf(problem), headsFirst(engine, problem, result));
    engine.dispose();
    return { status: "measured", version, details, lanes, samples, limits, error: Number.isNaN(error) ? null : error };
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
