/**
 * From settings to a trace, by the engine that all elements of a page share. Only the newest
 * settings count; while they are computed, and when they can't be, the last good trace stays.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { createEngine, type Engine } from "../../engine";
import { TraceReader } from "../../trace/reader";
import { failureOf, isCancelled, type Failure } from "./messages";
import { computedSettings, type BackendChoice, type Settings } from "./settings";

const engines = new Map<BackendChoice, Promise<Engine>>();

/** This page's engine for a backend: made when first asked for, and again after it could not be made. */
export function engineFor(backend: BackendChoice): Promise<Engine> {
  const known = engines.get(backend);
  if (known !== undefined) return known;
  const engine = createEngine({ backend }).catch((error: unknown) => {
    engines.delete(backend);
    throw error;
  });
  engines.set(backend, engine);
  return engine;
}

/** What a computation tells the element that hosts it. */
export interface ComputationListener {
  computed(reader: TraceReader, milliseconds: number, engine: Engine): void;
  failed(failure: Failure): void;
}

export class Computation implements ReactiveController {
  /** The last good trace. */
  reader: TraceReader | null = null;
  failure: Failure | null = null;
  busy = false;
  private newest: AbortController | null = null;
  private wanted: Settings | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly listener: ComputationListener,
  ) {
    host.addController(this);
  }

  /** Asks for the trace of these settings, unless it is the one asked for last. */
  want(settings: Settings): void {
    const before = this.wanted;
    if (before !== null && computedSettings.every((name) => String(before[name]) === String(settings[name]))) return;
    this.wanted = settings;
    void this.run(settings);
  }

  hostConnected(): void {
    if (this.wanted !== null && this.reader === null) void this.run(this.wanted);
  }

  hostDisconnected(): void {
    this.newest?.abort();
    this.newest = null;
  }

  private async run(settings: Settings): Promise<void> {
    this.newest?.abort();
    const control = new AbortController();
    this.newest = control;
    this.busy = true;
    this.host.requestUpdate();
    const begun = performance.now();
    try {
      const engine = await engineFor("auto");
      const reader = new TraceReader(await this.trace(engine, settings, control.signal));
      if (control.signal.aborted) return;
      this.reader = reader;
      this.failure = null;
      this.listener.computed(reader, performance.now() - begun, engine);
    } catch (error) {
      if (control.signal.aborted || isCancelled(error)) return;
      this.failure = failureOf(error);
      this.listener.failed(this.failure);
    } finally {
      if (this.newest === control) {
        this.newest = null;
        this.busy = false;
        this.host.requestUpdate();
      }
    }
  }

  /** The trace; asked for once more when the engine had to be rebuilt underneath. */
  private async trace(engine: Engine, settings: Settings, signal: AbortSignal) {
    const { text, heads, kvHeads, dModel, causal, temperature, seed, headsOff } = settings;
    const request = { text, heads, kvHeads, dModel, causal, temperature, seed, headsOff: [...headsOff] };
    try {
      return await engine.trace(request, { signal });
    } catch (error) {
      if (failureOf(error).code !== "engine-restarted") throw error;
      return await engine.trace(request, { signal });
    }
  }
}
