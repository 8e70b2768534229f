/** Timing a run that is repeated. */

export interface Plan {
  /** Milliseconds of repeated runs before any counts: compilers tier up meanwhile. */
  readonly warmUp: number;
  /** Milliseconds that are measured. */
  readonly measure: number;
}

/** A shorter sample would show the clock's own steps, 0.1 ms in a page that is not isolated. */
const SHORTEST_SAMPLE = 20;
const FEWEST_SAMPLES = 3;
/** A run this long, in milliseconds, is neither warmed up twice nor repeated three times. */
const LONG = 4000;

export interface Timing<T> {
  /** Milliseconds a run, one for each sample. */
  readonly samples: readonly number[];
  /** Of the last run. */
  readonly result: T;
}

/**
 * Runs until warm, then takes samples of one or, for short runs, several runs each.
 * @param now The clock, in milliseconds.
 */
export async function measure<T>(
  run: () => Promise<T>,
  plan: Plan,
  now: () => number = () => performance.now(),
): Promise<Timing<T>> {
  const begun = now();
  let started = begun;
  let result = await run();
  let last = now() - started;
  while (last < LONG && now() - begun < plan.warmUp) {
    started = now();
    result = await run();
    last = now() - started;
  }
  const repeats = Math.max(1, Math.ceil(SHORTEST_SAMPLE / Math.max(last, 1e-3)));
  const fewest = last < LONG ? FEWEST_SAMPLES : 1;
  const samples: number[] = [];
  const measured = now();
  while (samples.length < fewest || now() - measured < plan.measure) {
    started = now();
    for (let count = 0; count < repeats; count += 1) result = await run();
    samples.push((now() - started) / repeats);
  }
  return { samples, result };
}
