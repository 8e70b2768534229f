/** Loading the WebAssembly package, over the network or from a file, and what is used of it. */
import type { About } from "../trace/generated/About";
import type { ProjectRequest } from "../trace/generated/ProjectRequest";
import { engineError, messageOf } from "./errors";
import type { InstanceMemory, WireOperand } from "./messages";
import type { Source } from "./sources";
import { unpack } from "./unpack";
import type { AttentionRequest, ExamRequest, HeadsRequest, ModelInfo, Reading, SentenceRequest } from "./types";

/** Work done in pieces, so that whoever runs it can look up in between. */
export interface Job {
  /** Does one block; true when it was the last. */
  advance(): boolean;
  /** The share that is done, 0 to 1. */
  progress(): number;
  finish(): unknown;
  free(): void;
}

/** A job whose result may lie in an array of the caller's. */
export interface RoomyJob extends Job {
  writeInto(room: Float32Array): void;
}

/** What the engine uses of the package of kernels. */
export interface Kernels {
  readonly AttentionJob: new (request: AttentionRequest<WireOperand>, keepOut?: number | null, keepLse?: number | null) => RoomyJob;
  readonly ProjectJob: new (request: ProjectRequest, keep?: number | null) => RoomyJob;
  upload(id: number, data: Float32Array, shape: Uint32Array): void;
  readTensor(id: number): Float32Array;
  writeTensor(id: number, data: Float32Array, at: number): void;
  releaseTensor(id: number): void;
  tensorMemory(): InstanceMemory;
  about(): About;
  /** In builds with test hooks only. */
  panicNow?(): void;
  /** Replaces an instance that broke down by a new one of the same module. */
  reset(): void;
}

/** What the engine uses of a package that makes traces. Those without trained models have no tables of words and need `parts`. */
export interface Traces {
  readonly TraceJob: new (request: SentenceRequest & { readonly parts?: readonly string[] }) => Job;
  reset(): void;
}

/** What the engine uses of the package about trained models: their traces, and questions to their heads. */
export interface Models extends Traces {
  loadModel(config: Uint8Array, tensors: Uint8Array, tokenizer: Uint8Array | null | undefined, own: boolean): ModelInfo;
  readonly ExamJob: new (config: Uint8Array, tensors: Uint8Array, request: ExamRequest) => Job;
  readHeads(config: Uint8Array, tensors: Uint8Array, request: HeadsRequest): Reading;
}

/** The packages of a thread. Each is loaded when it is first asked for. */
export interface Packages {
  kernels(): Promise<Kernels>;
  traces(): Promise<Traces>;
  /** Traces with drawn weights too, of texts that are decoded over a cache. */
  decoding(): Promise<Traces>;
  models(): Promise<Models>;
  /** Replaces the instances of those that were loaded. */
  reset(): void;
}

/** What wasm-bindgen generates around the exports: `default` starts the first instance. */
export interface Generated extends Omit<Kernels, "reset"> {
  __wbg_reset_state(): void;
  default(source: { module_or_path: WebAssembly.Module }): Promise<unknown>;
}

/** What opens each package. */
export interface Openers {
  readonly kernels: () => Promise<Kernels>;
  readonly traces: () => Promise<Traces>;
  readonly decoding: () => Promise<Traces>;
  readonly models: () => Promise<Models>;
}

export function packagesOf(open: Openers): Packages {
  const kernels = new Late("engine", "the kernels", open.kernels);
  const traces = new Late("trace", "traces", open.traces);
  const decoding = new Late("trace", "texts decoded over a cache", open.decoding);
  const models = new Late("model", "trained models", open.models);
  return {
    kernels: () => kernels.get(),
    traces: () => traces.get(),
    decoding: () => decoding.get(),
    models: () => models.get(),
    reset: () => [kernels, traces, decoding, models].forEach((late) => late.reset()),
  };
}

/** Starts the kernels on a compiled module. */
export async function startKernels(generated: Generated, module: WebAssembly.Module): Promise<Kernels> {
  await generated.default({ module_or_path: module });
  return { ...generated, reset: () => generated.__wbg_reset_state() };
}

/** A package that is opened when it is first asked for, and again after it could not be. */
class Late<T extends { reset(): void }> {
  private opened: T | null = null;

  constructor(
    private readonly operation: string,
    private readonly what: string,
    private readonly open: () => Promise<T>,
  ) {}

  async get(): Promise<T> {
    try {
      return (this.opened ??= await this.open());
    } catch (error) {
      const message = `the WebAssembly module for ${this.what} could not be loaded: ${messageOf(error)}`;
      throw engineError("engine-unavailable", this.operation, message, error);
    }
  }

  reset(): void {
    this.opened?.reset();
  }
}

/** The compiled module: from a packed one, or from its file. */
export async function compile(source: Source): Promise<WebAssembly.Module> {
  return "packed" in source ? WebAssembly.compile(await unpack(source.packed)) : compileFile(new URL(source.address));
}

/** Fetched and compiled as it streams in (after arrival where the host serves it under another type), or read from disk. */
async function compileFile(address: URL): Promise<WebAssembly.Module> {
  if (address.protocol === "file:") return WebAssembly.compile(await readFile(address));
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address.href} answered ${response.status}`);
  const streams = response.headers.get("Content-Type")?.startsWith("application/wasm");
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

function readFile(address: URL): Promise<Uint8Array<ArrayBuffer>> {
  // Asked for at run time, so that bundlers for the browser don't look for it.
  const files = process.getBuiltinModule("node:fs/promises");
  return files.readFile(address) as Promise<Uint8Array<ArrayBuffer>>;
}
