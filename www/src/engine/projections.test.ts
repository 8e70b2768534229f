/** Projections shared out among workers that are played by the test: who holds the weights, and what becomes of the copies. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Client } from "./client";
import { AttentionError } from "./errors";
import { isTensor, type FromWorker, type Start, type ToServer, type WireOperand } from "./messages";
import type { ProjectRequest, Tensor } from "./types";

const about = { version: "0", simd: "simd128" } as const;
const module = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));

type Call = Extract<ToServer, { type: "call" }>;

let workers: PlayedWorker[];
/** What a worker says to a call that it can do; by default that it is done. */
let amend: (worker: PlayedWorker, call: Call) => FromWorker | null;

/** Holds tensors, and multiplies by the first of the weights: as a diagonal of one number would. */
class PlayedWorker extends EventTarget {
  readonly sent: Call[] = [];
  readonly tensors = new Map<number, Float32Array>();
  silent = false;

  constructor() {
    super();
    workers.push(this);
    queueMicrotask(() => this.say({ type: "ready", about, module }));
  }

  postMessage(message: ToServer | Start, transfer: Transferable[] = []): void {
    if (message.type !== "call") return;
    const call = structuredClone(message, { transfer });
    this.sent.push(call);
    queueMicrotask(() => this.silent || this.say(amend(this, call) ?? this.answer(call)));
  }

  answer({ id, work }: Call): FromWorker {
    switch (work.kind) {
      case "upload":
        this.tensors.set(work.tensor, work.data);
        return { type: "result", id, value: undefined };
      case "write":
        this.tensors.get(work.tensor)?.set(work.data, work.at);
        return { type: "result", id, value: undefined };
      case "release":
        this.tensors.delete(work.tensor);
        return { type: "result", id, value: undefined };
      case "read":
        return { type: "result", id, value: this.tensors.get(work.tensor)?.slice() };
      case "memory":
        return { type: "result", id, value: { cpuBytes: 0, gpuBytes: 0, tensors: this.tensors.size } };
      case "project":
        return this.project(id, work.request);
      default:
        return { type: "refused", id, error: { code: "bad-request", operation: work.kind, message: "", left: [], right: [] } };
    }
  }

  private project(id: number, { x, w, bias }: ProjectRequest<WireOperand>): FromWorker {
    const weights = isTensor(w) ? this.tensors.get(w.tensor) : w;
    if (!weights || isTensor(x)) return { type: "refused", id, error: { code: "tensor-lost", operation: "project", message: "", left: [], right: [] } };
    const more = bias instanceof Float32Array ? (bias[0] ?? 0) : 0;
    return { type: "result", id, value: x.map((cell) => cell * (weights[0] ?? 0) + more) };
  }

  terminate(): void {}

  say(data: FromWorker): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  crash(): void {
    this.dispatchEvent(Object.assign(new Event("error", { cancelable: true }), { message: "killed" }));
  }

  count(kind: Call["work"]["kind"]): number {
    return this.sent.filter((call) => call.work.kind === kind).length;
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const [ROWS, WIDTH] = [300, 512];
/** Rows that are numbered, so that a part in another's place is noticed. */
const x = Float32Array.from({ length: ROWS * WIDTH }, (_, at) => Math.floor(at / WIDTH));
const sizes = { rows: ROWS, dIn: WIDTH, dOut: WIDTH };

let client: Client;
let w: Tensor;

// The pool loads it with the first call: read beforehand, it is there with the second.
beforeAll(() => import("./projections"));

beforeEach(async () => {
  workers = [];
  amend = () => null;
  vi.stubGlobal("Worker", PlayedWorker);
  client = new Client("cpu", { threads: 3, simd: null });
  await client.start();
  w = await client.upload(new Float32Array(WIDTH * WIDTH).fill(2), [WIDTH, WIDTH]);
});
afterEach(() => {
  client.dispose();
  vi.unstubAllGlobals();
});

const twice = x.map((cell) => 2 * cell);
const projects = () => workers.map((worker) => worker.count("project"));

/** Until the weights are everywhere. */
async function shared(): Promise<void> {
  await client.project({ x, w, ...sizes });
  await settled();
  // The other workers start with the first call, and are given the weights with the second.
  await client.project({ x, w, ...sizes });
  await vi.waitFor(() => expect(workers.map((worker) => worker.tensors.size)).toEqual([1, 1, 1]));
  await settled();
}

describe("a projection by weights that stay", () => {
  it("is shared out once the other workers have the weights, each part in its place", async () => {
    await shared();
    expect(projects()).toEqual([2, 0, 0]);
    expect(await client.project({ x, w, ...sizes, bias: new Float32Array(WIDTH).fill(1) })).toEqual(twice.map((cell) => cell + 1));
    expect(projects()).toEqual([3, 1, 1]);
    // Copied once, and counted with what the kernels pack of them.
    expect(workers.map((worker) => worker.count("upload"))).toEqual([1, 1, 1]);
    expect((await client.memory()).cpuBytes).toBe(2 * 2 * 4 * WIDTH * WIDTH);
  });

  it("detaches rows that are handed over", async () => {
    await shared();
    const given = x.slice();
    const call = client.project({ x: given, w, ...sizes }, { transfer: true });
    expect(given).toHaveLength(0);
    expect(await call).toEqual(twice);
  });

  it.each<[string, Partial<ProjectRequest<never>> & { readonly keep?: true }]>([
    ["small", { x: x.subarray(0, 96 * WIDTH) as never, rows: 96 }],
    ["kept", { keep: true }],
    ["wrong", { rows: ROWS - 1 }],
  ])("goes whole to the first worker when it is %s", async (_, change) => {
    await shared();
    await (client.project({ x, w, ...sizes, ...change } as never) as Promise<unknown>).catch(() => {});
    expect(projects()).toEqual([3, 0, 0]);
  });

  it("sees what was written, and is not copied again", async () => {
    await shared();
    const [before, , after] = await Promise.all([
      client.project({ x, w, ...sizes }), w.write(new Float32Array(WIDTH).fill(3)), client.project({ x, w, ...sizes }),
    ]);
    expect([before, after]).toEqual([twice, x.map((cell) => 3 * cell)]);
    await settled();
    expect(workers.map((worker) => worker.tensors.size)).toEqual([1, 0, 0]);
    expect((await client.memory()).cpuBytes).toBe(0);
    await client.project({ x, w, ...sizes });
    await settled();
    expect(workers.map((worker) => worker.count("upload"))).toEqual([1, 1, 1]);
  });

  it("leaves no copy behind when it is released, not even one on its way", async () => {
    await client.project({ x, w, ...sizes });
    await settled();
    void client.project({ x, w, ...sizes });
    w.dispose();
    await settled();
    expect(workers.map((worker) => worker.tensors.size)).toEqual([0, 0, 0]);
  });

  it("is done by those that have room for the weights", async () => {
    const full: FromWorker["type"] = "refused";
    amend = (worker, { id, work }) => worker === workers[1] && work.kind === "upload"
      ? { type: full, id, error: { code: "out-of-memory", operation: "upload", message: "", left: [], right: [] } } : null;
    for (let times = 0; times < 3; times++) {
      await client.project({ x, w, ...sizes });
      await settled();
    }
    expect(await client.project({ x, w, ...sizes })).toEqual(twice);
    expect(projects()).toEqual([4, 0, 2]);
    // It is not asked again and again.
    expect(workers[1]?.count("upload")).toBe(1);
  });

  it("does without a worker that lost its copy, and gives it another", async () => {
    await shared();
    amend = (worker, { id, work }) => {
      if (worker !== workers[2] || work.kind !== "project") return null;
      worker.tensors.clear();
      return { type: "panicked", id, message: "unreachable" };
    };
    const error: unknown = await client.project({ x, w, ...sizes }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AttentionError);
    expect(error).toMatchObject({ code: "engine-panicked" });
    amend = () => null;
    expect(await client.project({ x, w, ...sizes })).toEqual(twice);
    await vi.waitFor(() => expect(workers[2]?.tensors.size).toBe(1));
    expect(await client.project({ x, w, ...sizes })).toEqual(twice);
  });

  it("goes on when a worker dies that was being given the weights", async () => {
    await client.project({ x, w, ...sizes });
    await settled();
    if (workers[1]) workers[1].silent = true;
    await client.project({ x, w, ...sizes });
    await settled();
    workers[1]?.crash();
    expect(await client.project({ x, w, ...sizes })).toEqual(twice);
    expect(client.info.threads).toBe(3);
  });
});
