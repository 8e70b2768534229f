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
/** Times what the plan measures, in all, where samples do not count. */
const PATIENCE = 6;
/** A run this long, in milliseconds, is neither warmed up twice nor repeated three times. */
const LONG = 4000;

export interface Timing<T> {
  /** Milliseconds a run, one for each sample. */
  readonly samples: readonly number[];
  /** Whether each of them counts. */
  readonly counted: readonly boolean[];
  /** Of the last run. */
  readonly result: T;
}

/** What a stretch of repeated runs showed. */
export interface Warm<T> {
  /** Milliseconds of the last run. */
  readonly last: number;
  readonly result: T;
}

interface Parts {
  /** Done before each sample, and not in its time. */
  readonly before?: () => Promise<void> | void;
  /** Whether the sample counts that has just been taken: others are taken in the place of one that does not, for a while. */
  readonly counts?: () => Promise<boolean>;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

/** Runs until warm, then takes samples of one or, for short runs, several runs each. */
export async function measure<T>(
  run: () => Promise<T>,
  plan: Plan,
  { before, counts, now = () => performance.now() }: Parts = {},
): Promise<Timing<T>> {
  const { last, ...first } = await warmUp(run, plan.warmUp, now);
  let { result } = first;
  const fewest = last < LONG ? FEWEST_SAMPLES : 1;
  const samples: number[] = [];
  const counted: boolean[] = [];
  const measured = now();
  const isEnough = (of: number, share = 1): boolean => of >= fewest && now() - measured >= share * plan.measure;
  while (!isEnough(counted.filter(Boolean).length) && !isEnough(samples.length, PATIENCE)) {
    await before?.();
    const taken = await sample(run, last, now);
    samples.push(taken.milliseconds);
    counted.push((await counts?.()) ?? true);
    result = taken.result;
  }
  return { samples, counted, result };
}

/** Runs at least once, and for that many milliseconds unless a run is long. */
export async function warmUp<T>(run: () => Promise<T>, milliseconds: number, now: () => number): Promise<Warm<T>> {
  const begun = now();
  for (;;) {
    const started = now();
    const result = await run();
    const last = now() - started;
    if (last >= LONG || now() - begun >= milliseconds) return { last, result };
  }
}

/** One sample: a run, or the mean of as many as make it long enough for the clock. `last`: what a run takes. */
export async function sample<T>(
  run: () => Promise<T>,
  last: number,
  now: () => number,
): Promise<{ milliseconds: number; result: T }> {
  const repeats = Math.max(1, Math.ceil(SHORTEST_SAMPLE / Math.max(last, 1e-3)));
  const started = now();
  let result = await run();
  for (let count = 1; count < repeats; count += 1) result = await run();
  return { milliseconds: (now() - started) / repeats, result };
}
