/**
 * The pace of the machine's cores. Two threads may share a core, and on a machine of many tenants the
 * other one is somebody else's: no load shows it, and arithmetic in registers hardly does, but what
 * reads memory at the rate of a kernel loses a third. So a loop that reads all the time is timed on
 * every core at once before and after each sample, against the best that was ever seen.
 */

/** Share of the best pace from which nobody else is at work. */
const ALONE = 0.85;
/** Times the loop is run until the optimising compiler has it. */
const WARM_UP = 20;

/** Milliseconds that some four million products of two arrays in the first-level cache take. Closed in itself: helpers get its text. */
export function reading(): number {
  const [a, b] = [0, 1].map((offset) => Float32Array.from({ length: 3072 }, (_, at) => ((at + offset) % 17) / 17)) as [Float32Array, Float32Array];
  const begun = performance.now();
  const sums = [0, 0, 0, 0];
  for (let pass = 0; pass < 1300; pass += 1) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let at = 0; at < 3072; at += 4) {
      s0 += (a[at] as number) * (b[at] as number);
      s1 += (a[at + 1] as number) * (b[at + 1] as number);
      s2 += (a[at + 2] as number) * (b[at + 2] as number);
      s3 += (a[at + 3] as number) * (b[at + 3] as number);
    }
    sums[pass % 4] = s0 + s1 + s2 + s3;
  }
  const took = performance.now() - begun;
  // The sums are used, so the work is done.
  return sums.every(Number.isFinite) ? took : Infinity;
}

/** What times the loop on each core; the slowest counts. */
export type Timers = () => Promise<readonly number[]>;

export class Pace {
  private begun = Infinity;

  /** @param best Milliseconds of the fastest round so far, on any page. */
  constructor(
    private readonly timers: Timers,
    public best: number,
  ) {}

  /** Before a sample. */
  async begin(): Promise<void> {
    this.begun = await this.round();
  }

  /** After it: whether the cores were at their pace before and after. */
  async wasAlone(): Promise<boolean> {
    const ended = await this.round();
    return Math.max(this.begun, ended) * ALONE <= this.best;
  }

  private async round(): Promise<number> {
    const times = await this.timers();
    this.best = Math.min(this.best, ...times);
    return Math.max(...times);
  }
}

/** On this thread and on as many others as there are cores. */
export async function openTimers(): Promise<{ timers: Timers; close(): void }> {
  const source = `const reading = ${reading.toString()}; onmessage = () => postMessage(reading());`;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const helpers = Array.from({ length: Math.max(0, navigator.hardwareConcurrency - 1) }, () => new Worker(address));
  const ask = (helper: Worker) => new Promise<number>((resolve, reject) => {
    helper.addEventListener("message", ({ data }: MessageEvent<number>) => resolve(data), { once: true });
    helper.addEventListener("error", ({ message }) => reject(new Error(message)), { once: true });
    helper.postMessage(null, []);
  });
  const timers = (): Promise<readonly number[]> => {
    const asked = helpers.map(ask);
    return Promise.all([...asked, reading()]);
  };
  for (let round = 0; round < WARM_UP; round += 1) await timers();
  const close = (): void => {
    for (const helper of helpers) helper.terminate();
    URL.revokeObjectURL(address);
  };
  return { timers, close };
}
