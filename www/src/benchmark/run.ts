/**
 * The benchmark: within a case the contestants take turns, so that whatever else the machine does
 * disturbs them alike. Knows neither workers nor the page; the clock is an argument.
 */
import { familyOf, flops, nameOf, rate, type AttentionCase } from "./case";
import { sample, warmUp } from "./measure";
import { problemOf, type AttentionProblem } from "./problem";
import { expectedOf, largestError, TOLERANCE } from "./reference";
import type { ContestantId, Measurement } from "./report";
import type { Pace } from "./selection";
import { median, scatter } from "./statistics";

/** One problem, solved as often as it is asked. */
export interface Solver {
  /** `[heads, qLen, headDim]`. */
  run(): Promise<Float32Array>;
  dispose(): void;
}

/** Someone who can solve attention problems. */
export interface Contestant {
  readonly id: ContestantId;
  /** Takes a problem; rejects when it can't. */
  solver(problem: AttentionProblem): Promise<Solver>;
}

export interface RunListener {
  /** `share` of the work from 0 to 1, and the case under way. */
  progress(share: number, what: string): void;
  measured(measurement: Measurement): void;
}

/** FLOPs for the float64 reference of one case: some tens of milliseconds, some hundred rows. */
const CHECK = 2 ** 26;
/** Samples that a contestant has at least, however long they take. */
const FEWEST = 3;

interface Turn {
  readonly contestant: Contestant;
  readonly solver: Solver;
  /** Milliseconds of the latest run. */
  last: number;
  /** Milliseconds of all samples. */
  spent: number;
  readonly samples: number[];
  result: Float32Array;
}

/** Measures every contestant in every case, in order. What one of them can't do is told and left. */
export async function runBenchmark(
  cases: readonly AttentionCase[],
  contestants: readonly Contestant[],
  pace: Pace,
  listener: RunListener,
  now: () => number = () => performance.now(),
): Promise<void> {
  const speeds = new Speeds();
  for (const [at, entry] of cases.entries()) {
    const problem = problemOf(entry) as AttentionProblem;
    const tell = (within: number): void => listener.progress((at + within) / cases.length, nameOf(entry));
    const fail = (id: ContestantId, error: unknown): void => {
      listener.measured({ case: entry, contestant: id, status: "failed", reason: error instanceof Error ? error.message : String(error) });
    };
    const turns: Turn[] = [];
    for (const [place, contestant] of contestants.entries()) {
      tell(place / contestants.length / 2);
      if (speeds.expected(contestant.id, entry) > pace.longest) {
        listener.measured({ case: entry, contestant: contestant.id, status: "skipped", reason: tooLong(pace) });
        continue;
      }
      try {
        const turn = await begin(contestant, problem, pace, now);
        turns.push(turn);
      } catch (error) {
        fail(contestant.id, error);
      }
    }
    for (let round = 0; round < pace.rounds; round += 1) {
      tell(0.5 + round / pace.rounds / 2);
      for (const turn of turns.filter(({ spent, samples }) => spent < pace.budget || samples.length < FEWEST)) {
        try {
          const begun = now();
          const { milliseconds, result } = await sample(() => turn.solver.run(), turn.last, now);
          turn.samples.push(milliseconds);
          turn.spent += now() - begun;
          turn.last = milliseconds;
          turn.result = result;
        } catch (error) {
          turns.splice(turns.indexOf(turn), 1);
          turn.solver.dispose();
          fail(turn.contestant.id, error);
        }
      }
    }
    if (turns.length === 0) continue;
    const expected = expectedOf(problem, CHECK);
    for (const { contestant, solver, samples, result } of turns) {
      solver.dispose();
      const error = largestError(expected, result);
      const middle = median(samples);
      speeds.learn(contestant.id, entry, middle);
      listener.measured({
        case: entry,
        contestant: contestant.id,
        status: error <= TOLERANCE ? "right" : "wrong",
        samples,
        median: middle,
        scatter: scatter(samples),
        rate: rate(entry, middle),
        error: Number.isNaN(error) ? null : error,
      });
    }
  }
  listener.progress(1, "");
}

async function begin(contestant: Contestant, problem: AttentionProblem, pace: Pace, now: () => number): Promise<Turn> {
  const solver = await contestant.solver(problem);
  try {
    let warm = await warmUp(() => solver.run(), pace.warmUp, now);
    // The first run may compile kernels: another tells what a run takes, where it is not already long.
    if (warm.last < pace.longest / 4) warm = await warmUp(() => solver.run(), 0, now);
    return { contestant, solver, ...warm, spent: 0, samples: [] };
  } catch (error) {
    solver.dispose();
    throw error;
  }
}

function tooLong({ longest }: Pace): string {
  return `left out: one run would take more than ${longest / 1000} s`;
}

/** What each contestant was seen to do, to tell what it had better not begin. */
class Speeds {
  /** FLOPs a millisecond of the latest case of a kind. */
  private readonly seen = new Map<string, number>();

  learn(id: ContestantId, entry: AttentionCase, milliseconds: number): void {
    this.seen.set(`${id}/${familyOf(entry)}`, flops(entry) / Math.max(milliseconds, 1e-3));
  }

  /** Milliseconds; 0 when nothing is known. */
  expected(id: ContestantId, entry: AttentionCase): number {
    const speed = this.seen.get(`${id}/${familyOf(entry)}`);
    return speed === undefined ? 0 : flops(entry) / speed;
  }
}
