/**
 * From settings to a trace, by the engine that all elements of a page share. Only the newest
 * settings count; while they are computed, and when they can't be, the last good trace stays.
 *
 * Until the trained model is there, random weights of its sizes stand in for it: the page is drawn
 * first and the model fetched then, and nobody who reads on loses the place.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { createEngine, type Engine, type SentenceRequest } from "../../engine";
import { TraceReader } from "../../trace/reader";
import { fittingCache, serves, type Extras } from "./extras";
import { failureOf, isCancelled, type Failure } from "./messages";
import { trainedModel } from "./model";
import { ownModel } from "./own-model";
import { shipped } from "./shipped";
import { computedSettings, type BackendChoice, type Settings } from "./settings";

const engines = new Map<BackendChoice, Promise<Engine>>();

/** This page's engine for a backend: made when first asked for, and again after it could not be made. */
export function engineFor(backend: BackendChoice): Promise<Engine> {
  const known = engines.get(backend);
  if (known !== undefined) return known;
  const engine = createEngine({ backend, kernels: "later" }).catch((error: unknown) => {
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
  /** What the trace must hold besides. */
  private extras: Extras = {};

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly listener: ComputationListener,
  ) {
    host.addController(this);
  }

  /** Asks for the trace of these settings, unless it is the one asked for last. */
  want(settings: Settings, extras: Extras): void {
    const before = this.wanted;
    const same = before !== null && computedSettings.every((name) => String(before[name]) === String(settings[name]));
    if (same && serves(this.extras, extras)) return;
    this.wanted = settings;
    this.extras = extras;
    void this.run(settings);
  }

  /** Asks once more for what was wanted, such as a model that could not be fetched. */
  again(): void {
    if (this.wanted !== null) void this.run(this.wanted, true);
  }

  hostConnected(): void {
    trainedModel.addEventListener("change", this.onModel);
    ownModel.addEventListener("change", this.onOwnModel);
    if (this.wanted !== null && this.reader === null) void this.run(this.wanted);
  }

  hostDisconnected(): void {
    trainedModel.removeEventListener("change", this.onModel);
    ownModel.removeEventListener("change", this.onOwnModel);
    this.newest?.abort();
    this.newest = null;
  }

  private readonly onModel = (): void => this.host.requestUpdate();

  /** Another model may have come under the same name. */
  private readonly onOwnModel = (): void => {
    if (ownModel.state.kind === "ready" && this.wanted?.weights === "own") void this.run(this.wanted);
    this.host.requestUpdate();
  };

  private async run(settings: Settings, retry = false): Promise<void> {
    this.newest?.abort();
    const control = new AbortController();
    this.newest = control;
    this.busy = true;
    this.host.requestUpdate();
    try {
      const engine = await engineFor("auto");
      if (settings.weights === "random") {
        await this.show(engine, drawnRequest(settings), control.signal);
        return;
      }
      if (settings.weights === "trained" && trainedModel.state.kind !== "ready") {
        if (this.reader === null || !retry) await this.show(engine, standInRequest(settings), control.signal);
        // Why it failed is told by the model; it is fetched again when the reader asks for that.
        if (control.signal.aborted || (trainedModel.state.kind === "failed" && !retry)) return;
        if (!(await this.modelLoads(engine))) return;
      }
      if (!control.signal.aborted) await this.show(engine, trainedRequest(settings), control.signal);
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

  /** Whether the model is there now. */
  private async modelLoads(engine: Engine): Promise<boolean> {
    await firstPaint();
    try {
      await trainedModel.load(engine);
      return true;
    } catch (error) {
      this.listener.failed(failureOf(error));
      return false;
    }
  }

  private async show(engine: Engine, request: SentenceRequest, signal: AbortSignal): Promise<void> {
    const begun = performance.now();
    const reader = new TraceReader(await this.fitting(engine, { ...request, ...this.extras }, signal));
    if (signal.aborted) return;
    this.reader = reader;
    this.failure = null;
    this.listener.computed(reader, performance.now() - begun, engine);
    this.host.requestUpdate();
  }

  /** The trace; where prompt or steps do not fit the text, with the nearest cache that does, or none. */
  private async fitting(engine: Engine, request: SentenceRequest, signal: AbortSignal) {
    try {
      return await this.trace(engine, request, signal);
    } catch (error) {
      const { cache, ...plain } = request;
      if (cache === undefined || !["bad-setting", "cache-full"].includes(failureOf(error).code)) throw error;
      const without = await this.trace(engine, plain, signal);
      const nearest = fittingCache(cache, without.tokens.length, request.weights !== undefined);
      return nearest === null ? without : await this.trace(engine, { ...plain, cache: nearest }, signal);
    }
  }

  /** The trace; asked for once more when the engine had to be rebuilt underneath. */
  private async trace(engine: Engine, request: SentenceRequest, signal: AbortSignal) {
    try {
      return await engine.trace(request, { signal });
    } catch (error) {
      if (failureOf(error).code !== "engine-restarted") throw error;
      return await engine.trace(request, { signal });
    }
  }
}

/** The request of settings once the model, if they want it, is loaded. */
export function requestOf(settings: Settings, extras: Extras): SentenceRequest {
  const request = settings.weights === "random" ? drawnRequest(settings) : trainedRequest(settings);
  return { ...request, ...extras };
}

function drawnRequest({ text, heads, kvHeads, dModel, causal, temperature, seed, headsOff }: Settings): SentenceRequest {
  return { text, heads, kvHeads, dModel, causal, temperature, seed, headsOff: [...headsOff] };
}

function trainedRequest({ text, weights, layer, temperature, headsOff }: Settings): SentenceRequest {
  return { text, layer, temperature, headsOff: [...headsOff], weights: weights === "own" ? "own" : "trained" };
}

/** Random weights of the trained model's sizes. */
function standInRequest({ text, temperature, seed, headsOff }: Settings): SentenceRequest {
  const { heads, dModel } = shipped;
  return { text, heads, kvHeads: heads, dModel, causal: true, temperature, seed, headsOff: [...headsOff] };
}

/** After the next frame; at once where no frames are painted, as in a tab that is not seen. */
export function firstPaint(): Promise<void> {
  if (document.visibilityState !== "visible") return Promise.resolve();
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
