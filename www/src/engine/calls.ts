/** Calls in flight: their ids, their promises, and what becomes of them. */
import { engineError, type AttentionError, type EngineCode } from "./errors";
import type { Backend } from "./types";
import type { Work } from "./messages";

export interface InFlight {
  readonly operation: Work["kind"];
  readonly resolve: (answer: { readonly value: unknown; readonly on: Backend }) => void;
  readonly reject: (error: AttentionError) => void;
  readonly onProgress: ((share: number) => void) | undefined;
  /** Where it runs, or waits to run; it may move. */
  on: Backend;
  /** Whether it can't move: a tensor takes part, or the backend is being measured. */
  readonly isFixed: boolean;
  /** Whether it tells where calls run. */
  readonly isNews: boolean;
  /** What is sent with it. */
  readonly bytes: number;
}

let nextId = 0;

/** The id of a new call. Ids differ between all engines of a page: those without a worker share one instance. */
export function newCall(): number {
  return nextId++;
}

export class Calls {
  private readonly inFlight = new Map<number, InFlight>();

  add(call: InFlight): number {
    const id = newCall();
    this.inFlight.set(id, call);
    return id;
  }

  get(id: number): InFlight | undefined {
    return this.inFlight.get(id);
  }

  /** The oldest on a backend. */
  oldest(on: Backend): number | undefined {
    for (const [id, call] of this.inFlight) if (call.on === on) return id;
    return undefined;
  }

  /** Takes a call out of flight. Nothing for one that was cancelled before. */
  settle(id: number): InFlight | undefined {
    const call = this.inFlight.get(id);
    this.inFlight.delete(id);
    return call;
  }

  reject(id: number, code: EngineCode, message: string): void {
    const call = this.settle(id);
    call?.reject(engineError(code, call.operation, message));
  }

  /** Rejects those on a backend, or all. */
  rejectAll(on: Backend | null, code: EngineCode, message: string): void {
    for (const [id, call] of this.inFlight) if (on === null || call.on === on) this.reject(id, code, message);
  }
}
