/** What workers are given, and the parts of a problem coming together again. */
import type { FromServer, Work } from "./messages";
import type { Plan, Share } from "./shares";

/** Shortest time between two reports of progress, in milliseconds: several workers report, one caller hears. */
const PROGRESS_INTERVAL = 50;

/** A call, or a part of one. */
export interface Task {
  readonly id: number;
  /** The call that it belongs to. */
  readonly call: number;
  readonly work: Work;
  readonly transfer: Transferable[];
  /** Whether its arrays are copies, whose buffers come back. */
  readonly lent: boolean;
  /** Both null for a call that is not shared out. */
  readonly gathering: Gathering | null;
  readonly share: Share<unknown> | null;
  /** Hears the answer in the place of the caller: the pool's own work. */
  readonly own?: (message: FromServer) => void;
}

/** The parts of one call. */
export class Gathering {
  /** The share of each part that has begun, 0 to 1. */
  private readonly begun = new Map<Share<unknown>, number>();
  private placed = 0;
  private told = performance.now();

  constructor(readonly plan: Plan<unknown>) {}

  get complete(): boolean {
    return this.placed === this.plan.count;
  }

  place(share: Share<unknown>, result: unknown): void {
    share.place(result, this.plan.whole);
    this.placed++;
  }

  /** Notes how far a part is. The share of the whole, or null when it was told only just now. */
  progress(share: Share<unknown>, done: number): number | null {
    this.begun.set(share, done);
    const now = performance.now();
    if (now - this.told < PROGRESS_INTERVAL) return null;
    this.told = now;
    return [...this.begun].reduce((sum, [{ weight }, part]) => sum + weight * part, 0);
  }
}
