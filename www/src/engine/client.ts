/** The engine that callers hold: its methods, its tensors and what it tells of itself. */
import type { Trace } from "../trace/generated/Trace";
import type { Asked } from "./backend/router";
import { Dispatcher, type Answer } from "./dispatch";
import { AttentionError } from "./errors";
import { BackendEvents } from "./events";
import { reasonOf } from "./gpu/failure";
import type { HostOptions } from "./host";
import type { InstanceMemory, KeptIds, Work } from "./messages";
import { Handle, wired, type Owner } from "./tensor";
import type {
  AttentionRequest, AttentionResult, Backend, CallOptions, Engine, EngineInfo, EngineMemory, ExamReport, ExamRequest, HeadsRequest, KeptAttention, ModelFiles,
  ModelInfo, ModelName, ModelOptions, Operand, Precision, ProjectRequest, Reading, SentenceRequest, Tensor, UploadOptions,
} from "./types";

/** Unique in a page: engines without a worker share one instance. */
let nextTensor = 0;

export class Client extends BackendEvents implements Engine, Owner {
  private readonly dispatcher: Dispatcher;
  private readonly tensors = new Set<Handle>();
  /** What was loaded last by each name. */
  private readonly models = new Map<ModelName, ModelFiles>();
  /** Where the latest call that had a choice ran. */
  private latest: Backend | null = null;
  /** What listeners know. */
  private told: EngineInfo | null = null;

  constructor(
    private readonly asked: Asked = "cpu",
    options: HostOptions = { threads: 1, simd: null },
    precision: Precision = "f32",
  ) {
    super();
    this.dispatcher = new Dispatcher(asked, options, precision, {
      lost: (on) => this.lose(on),
      ran: (on) => {
        this.latest = on;
        this.tell();
      },
      changed: () => this.tell(),
    });
  }

  /** Starts the first instance, and the device where it was asked for. Rejects as `openHost` does. */
  async start(): Promise<void> {
    await this.dispatcher.start();
    this.told = this.info;
  }

  get info(): EngineInfo {
    const { cpu, gpu } = this.dispatcher;
    const { facts } = cpu;
    if (!facts) throw new Error("the engine has not started");
    const backend = this.latest ?? (this.asked === "webgpu" && gpu.isOpen ? "webgpu" : "cpu");
    const reasons = [gpu.failure && reasonOf(gpu.failure), gpu.shortfall, facts.fallbackReason].filter((reason) => reason !== null);
    return {
      ...facts,
      backend,
      adapter: backend === "webgpu" ? gpu.adapter : null,
      precision: backend === "webgpu" ? gpu.precision : "f32",
      fallbackReason: reasons.length > 0 ? reasons.join("; ") : null,
    };
  }

  attention(request: AttentionRequest<Operand> & { readonly keep: true }, options?: CallOptions): Promise<KeptAttention>;
  attention(request: AttentionRequest<Operand> & { readonly keep?: false | undefined }, options?: CallOptions): Promise<AttentionResult>;
  async attention(
    { keep = false, ...asked }: AttentionRequest<Operand> & { readonly keep?: boolean | undefined },
    options?: CallOptions,
  ): Promise<KeptAttention | AttentionResult> {
    const { request, backend } = wired("attention", asked, ["q", "k", "v"], this);
    const ids: KeptIds | null = keep ? { out: nextTensor++, lse: nextTensor++ } : null;
    const { value, on } = await this.compute({ kind: "attention", request, keep: ids }, options, backend);
    if (!ids) return value as AttentionResult;
    const { batch, heads, qLen, headDim, valueDim } = request;
    const rows = [batch ?? 1, heads, qLen];
    return { out: this.hold(ids.out, [...rows, valueDim ?? headDim], on), lse: this.hold(ids.lse, rows, on) };
  }

  project(request: ProjectRequest<Operand> & { readonly keep: true }, options?: CallOptions): Promise<Tensor>;
  project(request: ProjectRequest<Operand> & { readonly keep?: false | undefined }, options?: CallOptions): Promise<Float32Array>;
  async project(
    { keep = false, ...asked }: ProjectRequest<Operand> & { readonly keep?: boolean | undefined },
    options?: CallOptions,
  ): Promise<Tensor | Float32Array> {
    const { request, backend } = wired("project", asked, ["x", "w", "bias"], this);
    const id = keep ? nextTensor++ : null;
    const { value, on } = await this.compute({ kind: "project", request, keep: id }, options, backend);
    return id === null ? (value as Float32Array) : this.hold(id, [request.rows, request.dOut], on);
  }

  async upload(data: Float32Array, shape: readonly number[], { transfer, backend }: UploadOptions = {}): Promise<Tensor> {
    const tensor = nextTensor++;
    const place = { wanted: backend ?? this.dispatcher.router.preferred };
    const { on } = await this.dispatcher.run({ kind: "upload", tensor, data, shape }, { transfer }, place);
    return this.hold(tensor, shape, on);
  }

  async memory(): Promise<EngineMemory> {
    const { cpu, gpu } = this.dispatcher;
    const places: Backend[] = gpu.isOpen ? ["cpu", "webgpu"] : ["cpu"];
    const held = (await Promise.all(places.map((on) => this.ask({ kind: "memory" }, on)))) as InstanceMemory[];
    const sum = (count: (memory: InstanceMemory) => number): number => held.reduce((total, memory) => total + count(memory), 0);
    return {
      cpuBytes: sum(({ cpuBytes }) => cpuBytes),
      gpuBytes: sum(({ gpuBytes }) => gpuBytes),
      tensors: sum(({ tensors }) => tensors),
      workers: (cpu.host?.workers ?? 0) + gpu.workers,
    };
  }

  async loadModel({ config, tensors, tokenizer }: ModelFiles, { as = "trained", ...options }: ModelOptions = {}): Promise<ModelInfo> {
    // Copied: the caller may change its arrays, and an instance that breaks down has to be given them again.
    const files = { config: config.slice(), tensors: tensors.slice(), tokenizer: tokenizer?.slice() };
    const info = (await this.call({ kind: "loadModel", files, as }, options)) as ModelInfo;
    this.models.set(as, files);
    return info;
  }

  async trace(request: SentenceRequest, options?: CallOptions): Promise<Trace> {
    const run = async (): Promise<Trace> => (await this.call({ kind: "trace", request }, options)) as Trace;
    try {
      return await run();
    } catch (error) {
      const lost = error instanceof AttentionError && error.code === "no-model";
      const as = request.weights === "own" ? "own" : "trained";
      const files = this.models.get(as);
      if (!lost || !files) throw error;
      // The instance that had it is gone; this one takes it, and the same call.
      await this.call({ kind: "loadModel", files, as });
      return run();
    }
  }

  async exam(files: ModelFiles, request: ExamRequest, options?: CallOptions): Promise<ExamReport> {
    return (await this.call({ kind: "exam", files, request }, options)) as ExamReport;
  }

  async readHeads(files: ModelFiles, request: HeadsRequest, options?: CallOptions): Promise<Reading> {
    return (await this.call({ kind: "readHeads", files, request }, options)) as Reading;
  }

  dispose(): void {
    this.lose("cpu");
    this.lose("webgpu");
    this.dispatcher.close();
  }

  /** Runs work of the CPU's. */
  async call(work: Work, options?: CallOptions): Promise<unknown> {
    return (await this.dispatcher.run(work, options, { lives: "cpu" })).value;
  }

  /** Runs work of a tensor where that lives. */
  async ask(work: Work, on: Backend): Promise<unknown> {
    return (await this.dispatcher.run(work, {}, { lives: on })).value;
  }

  release(handle: Handle): void {
    this.tensors.delete(handle);
    this.ask({ kind: "release", tensor: handle.id }, handle.backend).catch(() => {
      // An instance that is gone has freed it.
    });
  }

  private compute(work: Work, options: CallOptions | undefined, lives: Backend | null): Promise<Answer> {
    return this.dispatcher.run(work, options, lives && { lives: lives });
  }

  private hold(id: number, shape: readonly number[], on: Backend): Handle {
    const handle = new Handle(id, [...shape], on, this);
    this.tensors.add(handle);
    return handle;
  }

  private lose(on: Backend): void {
    for (const handle of this.tensors) {
      if (handle.backend !== on) continue;
      handle.lose();
      this.tensors.delete(handle);
    }
  }

  /** Tells listeners what they do not know. */
  private tell(): void {
    const { info, told } = this;
    if (!told || (told.backend === info.backend && told.fallbackReason === info.fallbackReason)) return;
    this.told = info;
    this.announce({ backend: info.backend, adapter: info.adapter, reason: info.fallbackReason });
  }
}
