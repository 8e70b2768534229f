/** Calls in flight: their ids, their promises, and what becomes of them when the host breaks. */
import type { Trace } from "../trace/generated/Trace";
import { AttentionError, engineError, messageOf, type EngineCode } from "./errors";
import { openHost, type Host, type HostOptions, type Listener } from "./host";
import { BackendEvents } from "./events";
import { buffersOf, type FromServer, type InstanceMemory, type KeptIds, type ToServer, type Work } from "./messages";
import { Handle, wired, type Owner } from "./tensor";
import type {
  AttentionRequest, AttentionResult, CallOptions, Engine, EngineInfo, EngineMemory, KeptAttention, Operand, ProjectRequest,
  SentenceRequest, Tensor, UploadOptions,
} from "./types";

interface InFlight {
  readonly operation: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AttentionError) => void;
  readonly onProgress: ((share: number) => void) | undefined;
}

/** Ids differ between all engines of a page: those without a worker share one instance. */
let nextId = 0;
/** Likewise those of tensors. */
let nextTensor = 0;

export class Client extends BackendEvents implements Engine, Owner {
  private readonly tensors = new Set<Handle>();
  private readonly calls = new Map<number, InFlight>();
  private disposed = false;
  private host: Host | null = null;
  private opening: Promise<Host> | null = null;
  private lastInfo: EngineInfo | null = null;

  /** @param asked Reasons, besides the host's own, why less is in use than was asked for. */
  constructor(
    private readonly asked: readonly string[],
    private readonly options: HostOptions = { threads: 1, simd: null },
  ) {
    super();
  }

  /** Starts the first instance. Rejects as `openHost` does. */
  async start(): Promise<void> {
    await this.open();
  }

  get info(): EngineInfo {
    if (!this.lastInfo) throw new Error("the engine has not started");
    // A worker that does not start leaves fewer to share out to.
    return { ...this.lastInfo, threads: this.host?.threads ?? this.lastInfo.threads };
  }

  attention(request: AttentionRequest<Operand> & { readonly keep: true }, options?: CallOptions): Promise<KeptAttention>;
  attention(request: AttentionRequest<Operand> & { readonly keep?: false | undefined }, options?: CallOptions): Promise<AttentionResult>;
  async attention(
    { keep = false, ...asked }: AttentionRequest<Operand> & { readonly keep?: boolean | undefined },
    options?: CallOptions,
  ): Promise<KeptAttention | AttentionResult> {
    const { request } = wired("attention", asked, ["q", "k", "v"], this);
    if (!keep) return (await this.call({ kind: "attention", request, keep: null }, options)) as AttentionResult;
    const ids: KeptIds = { out: nextTensor++, lse: nextTensor++ };
    await this.call({ kind: "attention", request, keep: ids }, options);
    const { batch, heads, qLen, headDim, valueDim } = request;
    const rows = [batch ?? 1, heads, qLen];
    return { out: this.hold(ids.out, [...rows, valueDim ?? headDim]), lse: this.hold(ids.lse, rows) };
  }

  project(request: ProjectRequest<Operand> & { readonly keep: true }, options?: CallOptions): Promise<Tensor>;
  project(request: ProjectRequest<Operand> & { readonly keep?: false | undefined }, options?: CallOptions): Promise<Float32Array>;
  async project(
    { keep = false, ...asked }: ProjectRequest<Operand> & { readonly keep?: boolean | undefined },
    options?: CallOptions,
  ): Promise<Tensor | Float32Array> {
    const { request } = wired("project", asked, ["x", "w", "bias"], this);
    if (!keep) return (await this.call({ kind: "project", request, keep: null }, options)) as Float32Array;
    const id = nextTensor++;
    await this.call({ kind: "project", request, keep: id }, options);
    return this.hold(id, [request.rows, request.dOut]);
  }

  async upload(data: Float32Array, shape: readonly number[], { transfer }: UploadOptions = {}): Promise<Tensor> {
    const tensor = nextTensor++;
    await this.call({ kind: "upload", tensor, data, shape }, { transfer });
    return this.hold(tensor, shape);
  }

  async memory(): Promise<EngineMemory> {
    const memory = (await this.call({ kind: "memory" })) as InstanceMemory;
    return { ...memory, workers: this.host?.runsIn === "worker" ? 1 : 0 };
  }

  ask(work: Work): Promise<unknown> {
    return this.call(work);
  }

  release(handle: Handle): void {
    this.tensors.delete(handle);
    void this.call({ kind: "release", tensor: handle.id }).catch(() => {
      // An instance that is gone has freed it.
    });
  }

  private hold(id: number, shape: readonly number[]): Handle {
    const handle = new Handle(id, [...shape], "cpu", this);
    this.tensors.add(handle);
    return handle;
  }

  trace(request: SentenceRequest, options?: CallOptions): Promise<Trace> {
    return this.call({ kind: "trace", request }, options) as Promise<Trace>;
  }

  dispose(): void {
    this.disposed = true;
    this.host?.close();
    this.host = null;
    this.rejectAll("disposed", "the engine was disposed");
  }

  /** Sends work to the host and waits for its answer. */
  call(work: Work, { signal, onProgress, transfer = false }: CallOptions = {}): Promise<unknown> {
    const operation = work.kind;
    if (this.disposed) return Promise.reject(engineError("disposed", operation, "the engine was disposed"));
    if (signal?.aborted) return Promise.reject(cancelled(operation, signal));
    return new Promise((resolve, reject) => {
      const id = nextId++;
      const abort = (): void => {
        this.calls.delete(id);
        this.host?.post({ type: "cancel", id }, []);
        reject(cancelled(operation, signal));
      };
      const done = (): void => signal?.removeEventListener("abort", abort);
      signal?.addEventListener("abort", abort, { once: true });
      this.calls.set(id, {
        operation,
        onProgress,
        resolve: (value) => (done(), resolve(value)),
        reject: (error) => (done(), reject(error)),
      });
      try {
        this.send({ type: "call", id, work }, transfer ? buffersOf(work) : []);
      } catch (error) {
        this.settle(id)?.reject(engineError("bad-request", operation, messageOf(error), error));
      }
    });
  }

  private send(message: Extract<ToServer, { type: "call" }>, transfer: Transferable[]): void {
    if (this.host) this.host.post(message, transfer);
    // Copied now, as it would be if the host were there: the caller may change its arrays at once.
    else void this.sendLater(structuredClone(message, { transfer }));
  }

  private async sendLater(message: Extract<ToServer, { type: "call" }>): Promise<void> {
    const { id, work } = message;
    try {
      const host = await this.open();
      if (this.calls.has(id)) host.post(message, buffersOf(message));
    } catch (error) {
      const known = error instanceof AttentionError;
      this.settle(id)?.reject(known ? error : engineError("engine-unavailable", work.kind, messageOf(error), error));
    }
  }

  /** The host, opened when there is none. */
  private open(): Promise<Host> {
    if (this.host) return Promise.resolve(this.host);
    const listener: Listener = { message: (message) => this.receive(message), lost: (reason) => this.lose(null, reason) };
    this.opening ??= openHost(listener, this.options)
      .then((host) => this.adopt(host))
      .finally(() => {
        this.opening = null;
      });
    return this.opening;
  }

  private adopt(host: Host): Host {
    if (this.disposed) {
      host.close();
      throw engineError("disposed", "createEngine", "the engine was disposed");
    }
    this.host = host;
    const reasons = host.fallbackReason === null ? this.asked : [...this.asked, host.fallbackReason];
    this.lastInfo = {
      backend: "cpu",
      adapter: null,
      simd: host.about.simd,
      threads: host.threads,
      runsIn: host.runsIn,
      fallbackReason: reasons.length > 0 ? reasons.join("; ") : null,
    };
    return host;
  }

  private receive(message: FromServer): void {
    switch (message.type) {
      case "progress":
        this.calls.get(message.id)?.onProgress?.(message.share);
        break;
      case "result": {
        const call = this.settle(message.id);
        call?.resolve(message.value);
        // Heard before the promise is, and harmless to it should it throw.
        call?.onProgress?.(1);
        break;
      }
      case "refused":
        this.settle(message.id)?.reject(new AttentionError(message.error));
        break;
      case "panicked":
        this.rejectAs(message.id, "engine-panicked", message.message);
        break;
      case "lost":
        this.lose(message.id, message.message);
        break;
    }
  }

  /** Gives up a broken host; the next call opens another. Without an id, the oldest call is to blame. */
  private lose(id: number | null, reason: string): void {
    this.host?.close();
    this.host = null;
    for (const handle of this.tensors) handle.lose();
    this.tensors.clear();
    const [oldest] = this.calls.keys();
    const culprit = id ?? oldest;
    if (culprit !== undefined) this.rejectAs(culprit, "engine-panicked", reason);
    this.rejectAll("engine-restarted", "another call broke the engine while this one was under way");
  }

  private rejectAll(code: EngineCode, message: string): void {
    for (const id of this.calls.keys()) this.rejectAs(id, code, message);
  }

  private rejectAs(id: number, code: EngineCode, message: string): void {
    const call = this.settle(id);
    call?.reject(engineError(code, call.operation, message));
  }

  /** Takes a call out of flight. Nothing for one that was cancelled before. */
  private settle(id: number): InFlight | undefined {
    const call = this.calls.get(id);
    this.calls.delete(id);
    return call;
  }
}

function cancelled(operation: string, signal: AbortSignal | undefined): AttentionError {
  return engineError("cancelled", operation, "the call was cancelled", signal?.reason);
}
