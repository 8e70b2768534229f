/** Answers calls with one instance of the WebAssembly package, one call at a time, in order. */
import { messageOf, refusal } from "./errors";
import type { Job } from "./load";
import type { FromServer, ToServer, Work } from "./messages";
import { pause } from "./pause";
import { largeBuffersOf } from "./stock";

/**
 * Longest stretch of work between two looks at the messages, in milliseconds; one block may exceed it. A
 * page draws and hears its reader in between. A worker only hears of cancellations, and a look costs it
 * some 0.2 ms: two in a hundred at the page's rate.
 */
export const SLICE = { page: 8, worker: 24 };
/** Shortest time between two reports of progress, in milliseconds. */
const PROGRESS_INTERVAL = 50;

export type Post = (message: FromServer, transfer: Transferable[]) => void;

type Call<W> = Extract<ToServer<W>, { type: "call" }>;

export class Server<W = Work> {
  private readonly queue: Call<W>[] = [];
  /** Id of the call under way; null between calls and when it was cancelled. */
  private current: number | null = null;
  private draining = false;
  /** Milliseconds of work since the last rest: one behind the other, calls shorter than a slice would leave none. */
  private busy = 0;
  /** Whether the instance broke down and could not be replaced yet. */
  private broken = false;

  /**
   * @param begin The job for a piece of work, of the package that `wasm` resets.
   * @param slice Milliseconds of work between two rests: see `SLICE`.
   */
  constructor(
    private readonly wasm: { reset(): void },
    private readonly post: Post,
    private readonly begin: (work: W) => Promise<Job>,
    private readonly slice: number = SLICE.page,
  ) {}

  receive(message: ToServer<W>): void {
    if (message.type === "cancel") {
      this.cancel(message.id);
      return;
    }
    this.queue.push(message);
    if (!this.draining) void this.drain();
  }

  private cancel(id: number): void {
    if (this.current === id) this.current = null;
    const waiting = this.queue.findIndex((call) => call.id === id);
    if (waiting >= 0) this.queue.splice(waiting, 1);
  }

  private async drain(): Promise<void> {
    this.draining = true;
    // The caller returns before work begins, and what it cancels at once is never begun. Nothing
    // waits longer than that: a small call takes less than a turn of the event loop.
    await Promise.resolve();
    for (let call = this.queue.shift(); call; call = this.queue.shift()) {
      this.current = call.id;
      if (this.busy >= this.slice) await this.rest();
      if (this.current === call.id) await this.run(call);
      this.current = null;
    }
    this.draining = false;
  }

  /** Runs one call to its answer, or to its cancellation. Never throws. */
  private async run(call: Call<W>): Promise<void> {
    let job: Job | null = null;
    try {
      if (this.broken) this.replace();
      job = await this.begin(call.work);
      const finished = await this.work(call.id, job);
      const value = finished ? job.finish() : undefined;
      job.free();
      if (!finished) return;
      const answer = { type: "result", id: call.id, value } as const;
      const result = largeBuffersOf(value);
      // The result may lie in one that came with the call.
      const spent = largeBuffersOf(call.lent ? call.work : null).filter((buffer) => !result.includes(buffer));
      this.post(call.lent ? { ...answer, spent } : answer, [...result, ...spent]);
    } catch (error) {
      this.fail(call.id, job, error);
    }
  }

  /** Advances the job in slices; false when it was cancelled on the way. */
  private async work(id: number, job: Job): Promise<boolean> {
    let told = performance.now();
    let begun = told;
    for (;;) {
      const done = job.advance();
      const now = performance.now();
      this.busy += now - begun;
      begun = now;
      if (done) return true;
      if (this.busy < this.slice) continue;
      if (now - told >= PROGRESS_INTERVAL) {
        told = now;
        this.post({ type: "progress", id, share: job.progress() }, []);
      }
      await this.rest();
      if (this.current !== id) return false;
      begun = performance.now();
    }
  }

  /** Lets the thread's other tasks have their turn. */
  private async rest(): Promise<void> {
    await pause();
    this.busy = 0;
  }

  private fail(id: number, job: Job | null, error: unknown): void {
    const fields = refusal(error);
    try {
      if (fields) {
        job?.free();
        this.post({ type: "refused", id, error: fields }, []);
      } else {
        this.replace();
        this.post({ type: "panicked", id, message: messageOf(error) }, []);
      }
    } catch (second) {
      this.post({ type: "lost", id, message: messageOf(second) }, []);
    }
  }

  /** A trap leaves memory in any state and objects locked: nothing of the instance is used again. */
  private replace(): void {
    this.broken = true;
    this.wasm.reset();
    this.broken = false;
  }
}
