/**
 * The picture's numbers come from the reference. The check lets the chosen backend compute the same
 * attention with its fast kernels, from the trace's Q, K and V, and takes the largest difference.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { AttentionRequest, Engine, EngineInfo } from "../../engine";
import type { TraceReader } from "../../trace/reader";
import { engineFor } from "./computation";
import { failureOf, isCancelled, type Failure } from "./messages";
import type { BackendChoice } from "./settings";

export interface CheckResult extends Pick<EngineInfo, "backend" | "adapter" | "simd" | "fallbackReason"> {
  /** Largest difference between its output and the trace's, in any head. */
  readonly difference: number;
}

export class Check implements ReactiveController {
  /** Of the newest trace on the newest choice; null until it is there. */
  result: CheckResult | null = null;
  failure: Failure | null = null;
  private wanted: { readonly reader: TraceReader; readonly backend: BackendChoice } | null = null;
  private newest: AbortController | null = null;
  /** The engine whose changes of backend are listened to. */
  private engine: Engine | null = null;
  /** Where the last one ran. */
  private place = "";

  constructor(
    private readonly host: ReactiveControllerHost,
    /** `moved`: it ran somewhere else than the one before, if there was one. */
    private readonly checked: (result: CheckResult, moved: boolean) => void,
  ) {
    host.addController(this);
  }

  /** Asks for the check of this trace on this backend, unless it is the one asked for last. */
  want(reader: TraceReader, backend: BackendChoice): void {
    if (this.wanted?.reader === reader && this.wanted.backend === backend) return;
    if (this.wanted?.backend !== backend) this.result = null;
    this.wanted = { reader, backend };
    void this.run();
  }

  hostConnected(): void {
    if (this.wanted !== null) void this.run();
  }

  hostDisconnected(): void {
    this.newest?.abort();
    this.listen(null);
  }

  private async run(): Promise<void> {
    const { wanted } = this;
    if (wanted === null) return;
    this.newest?.abort();
    const { signal } = (this.newest = new AbortController());
    try {
      const engine = await engineFor(wanted.backend);
      if (signal.aborted) return;
      this.listen(engine);
      const { out } = await engine.attention(requestOf(wanted.reader), { signal });
      if (signal.aborted) return;
      const { backend, adapter, simd, fallbackReason } = engine.info;
      this.result = { backend, adapter, simd, fallbackReason, difference: largestDifference(out, wanted.reader.tensor("headOutputs").data) };
      this.failure = null;
      const place = JSON.stringify([backend, adapter, fallbackReason]);
      const moved = place !== this.place;
      this.place = place;
      this.checked(this.result, moved);
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return;
      this.result = null;
      this.failure = failureOf(error);
    }
    this.host.requestUpdate();
  }

  private listen(engine: Engine | null): void {
    this.engine?.removeEventListener("backendchange", this.onChange);
    this.engine = engine;
    engine?.addEventListener("backendchange", this.onChange);
  }

  /** Whatever was checked was checked elsewhere; unless the check itself is what brought the change. */
  private readonly onChange = (): void => {
    const { backend, fallbackReason } = this.engine?.info ?? {};
    if (this.result !== null && (this.result.backend !== backend || this.result.fallbackReason !== fallbackReason)) void this.run();
  };
}

/** The attention of the trace, as the engine takes it. */
export function requestOf(reader: TraceReader): AttentionRequest {
  const [q, k, v] = ["qHeads", "kHeads", "vHeads"].map((name) => reader.tensor(name)) as [TensorOf, TensorOf, TensorOf];
  const [heads = 0, qLen = 0, headDim = 0] = q.shape;
  const [kvHeads = 0, kvLen = 0] = k.shape;
  return {
    q: q.data, k: k.data, v: v.data, heads, kvHeads, qLen, kvLen, headDim, valueDim: v.shape[2] ?? headDim,
    causal: reader.tensor("visible").data.some((cell) => cell === 0), scale: reader.fact("scale"),
  };
}

type TensorOf = ReturnType<TraceReader["tensor"]>;

/** NaN when the lengths differ or a number is none. */
export function largestDifference(one: Float32Array, other: Float32Array): number {
  if (one.length !== other.length) return Number.NaN;
  return one.reduce((largest, value, at) => Math.max(largest, Math.abs(value - (other[at] as number))), 0);
}
