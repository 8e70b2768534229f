/**
 * Measures a backend with a few problems of known cost, through the same way that calls take: copies,
 * messages and waiting count. Tens of milliseconds on each side. On a slow adapter it is little more than
 * what the adapter takes to compile one kernel: the others are not tried.
 */
import type { Work } from "../messages";
import { costOf, type Cost } from "./cost";
import type { Speed } from "./speed";

export type Run = (work: Work) => Promise<unknown>;

/** A problem that takes this long, in milliseconds, is large enough to tell the rate. */
const ENOUGH = 10;
/** Queries and keys to try, in turn, until one is large enough. */
const LENGTHS = [128, 256, 512, 1024];
const [HEADS, WIDTH] = [8, 64];
/** Keys of the problem in which copying is most of the work: one query over 4 MiB of them and as much of values. */
const CACHE = 2048;
/** Rows and widths of the projection. */
const [ROWS, MODEL] = [256, 512];
/** Timed runs, of which the shortest counts, after one that may compile. */
const ROUNDS = 2;
/** A backend that takes so many times as long for an operation as its rival is not going to overtake it. */
const HOPELESS = 2;

export interface Measuring {
  /** Milliseconds since some moment. */
  readonly now?: () => number;
  /** What it has to beat: once it is clear that it does not, the rest is guessed from that. */
  readonly rival?: Speed;
}

/** @throws what the backend throws, and then nothing is known of it. */
export async function measure(run: Run, { now = () => performance.now(), rival }: Measuring = {}): Promise<Speed> {
  const time = async (work: Work): Promise<number> => {
    let shortest = Infinity;
    for (let round = 0; round <= ROUNDS; round++) {
      const begun = now();
      // One at a time: they must not share the machine.
      await run(work);
      if (round > 0) shortest = Math.min(shortest, now() - begun);
    }
    return shortest;
  };
  const fixed = await time(attention(1, 16));
  let computing = attention(16, 16);
  let computed = 0;
  for (const length of LENGTHS) {
    computing = attention(length, length);
    computed = await time(computing);
    if (computed >= ENOUGH) break;
  }
  const least = Math.max(0, computed - fixed) / costs(computing).flops;
  if (rival && rival.attention > 0 && least > HOPELESS * rival.attention) {
    return { fixed, perByte: rival.perByte, attention: least, project: (rival.project * least) / rival.attention };
  }
  const copying = attention(1, CACHE);
  const copied = await time(copying);
  const [perByte, perFlop] = rates(costs(copying), copied - fixed, costs(computing), computed - fixed);
  const product = projection();
  const { flops, bytes } = costs(product);
  const project = Math.max(0, (await time(product)) - fixed - perByte * bytes) / flops;
  return { fixed, perByte, attention: perFlop, project };
}

/** The times of a byte and of an operation that explain two runs: `bytes x + flops y = time` for each. */
function rates(a: Amount, timeOfA: number, b: Amount, timeOfB: number): [number, number] {
  const determinant = a.bytes * b.flops - b.bytes * a.flops;
  const perByte = (timeOfA * b.flops - timeOfB * a.flops) / determinant;
  const perFlop = (a.bytes * timeOfB - b.bytes * timeOfA) / determinant;
  // Noise may make the smaller of the two negative.
  return [Math.max(0, perByte), Math.max(0, perFlop)];
}

type Amount = Pick<Cost, "flops" | "bytes">;

function costs(work: Work): Amount {
  return costOf(work) ?? { flops: 1, bytes: 1 };
}

function attention(qLen: number, kvLen: number): Work {
  const numbers = (length: number): Float32Array => pattern(HEADS * length * WIDTH);
  const request = { q: numbers(qLen), k: numbers(kvLen), v: numbers(kvLen), heads: HEADS, qLen, kvLen, headDim: WIDTH };
  return { kind: "attention", request, keep: null };
}

function projection(): Work {
  const request = { x: pattern(ROWS * MODEL), w: pattern(MODEL * MODEL), rows: ROWS, dIn: MODEL, dOut: MODEL };
  return { kind: "project", request, keep: null };
}

/** Numbers between -1 and 1. */
function pattern(length: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => ((at * 7) % 13) / 6 - 1);
}
