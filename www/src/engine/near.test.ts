/**
 * Short calls over tensors, between a worker that is played by the test, whose answers are marked, and the
 * instance of this thread, which computes.
 */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { draw } from "../trace/draw";
import { Client } from "./client";
import { AttentionError } from "./errors";
import type { HostOptions } from "./host";
import type { FromWorker, Start, ToServer } from "./messages";
import type { AttentionRequest, Operand, Tensor } from "./types";

vi.mock("./package", () => import("../testing/wasm-package"));

/** The build that can panic is scalar. */
const about = { version: "0", simd: "scalar" } as const;
type Call = Extract<ToServer, { type: "call" }>;

/** What the played worker gives for any computation. */
const MARK = 7;
const [HEADS, LENGTH, WIDTH] = [2, 12, 4];
const sizes = { heads: HEADS, qLen: 1, kvLen: LENGTH, headDim: WIDTH };
const numbers = (stream: number, length: number) => Float32Array.from({ length }, (_, at) => draw(5, stream, at));
const q = numbers(0, HEADS * WIDTH);
const [k, v] = [numbers(1, HEADS * LENGTH * WIDTH), numbers(2, HEADS * LENGTH * WIDTH)];

let workers: PlayedWorker[];

/** Holds tensors of rows in one block a head. */
class PlayedWorker extends EventTarget {
  readonly sent: Call[] = [];
  readonly tensors = new Map<number, Float32Array>();

  constructor() {
    super();
    workers.push(this);
    // It gives no module: this thread compiles its own.
    queueMicrotask(() => this.say({ type: "ready", about, module: null }));
  }

  postMessage(message: ToServer | Start, transfer: Transferable[] = []): void {
    if (message.type !== "call") return;
    const call = structuredClone(message, { transfer });
    this.sent.push(call);
    setTimeout(() => this.say({ type: "result", id: call.id, value: this.done(call) }));
  }

  private done({ work }: Call): unknown {
    switch (work.kind) {
      case "upload":
        return void this.tensors.set(work.tensor, work.data.slice());
      case "write":
        return void write(this.tensors.get(work.tensor), work.data, work.at);
      case "release":
        return void this.tensors.delete(work.tensor);
      case "read":
        return this.tensors.get(work.tensor)?.slice();
      case "memory":
        return { cpuBytes: 0, gpuBytes: 0, tensors: this.tensors.size };
      case "attention":
        return work.keep ? undefined : { out: Float32Array.of(MARK), lse: new Float32Array(1) };
      default:
        return Float32Array.of(MARK);
    }
  }

  terminate(): void {}

  say(data: FromWorker): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  count(kind: Call["work"]["kind"]): number {
    return this.sent.filter((call) => call.work.kind === kind).length;
  }
}

function write(cells: Float32Array | undefined, rows: Float32Array, at: number): void {
  const own = rows.length / HEADS;
  for (let head = 0; head < HEADS; head++) cells?.set(rows.subarray(head * own, (head + 1) * own), (head * LENGTH + at) * WIDTH);
}

let client: Client;
let keys: Tensor;
let values: Tensor;

async function open(options: Partial<HostOptions> = {}): Promise<void> {
  client = new Client("cpu", { threads: 1, simd: null, ...options });
  await client.start();
  keys = await client.upload(k, [1, HEADS, LENGTH, WIDTH]);
  values = await client.upload(v, [1, HEADS, LENGTH, WIDTH]);
}

const attend = async (change: Partial<AttentionRequest<Operand>> = {}) => (await client.attention({ q, k: keys, v: values, ...sizes, ...change, keep: false })).out;
const isMarked = (out: Float32Array) => out.length === 1 && out[0] === MARK;
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Asks until the thread itself answers. */
function near(change: Partial<AttentionRequest<Operand>> = {}): Promise<Float32Array> {
  return vi.waitFor(async () => {
    const out = await attend(change);
    expect(isMarked(out)).toBe(false);
    return out;
  });
}

/** The thread has an instance, and copies of none of the tensors of the tests. */
async function ready(): Promise<void> {
  const spare = await client.upload(k, [1, HEADS, LENGTH, WIDTH]);
  await near({ k: spare, v: spare });
  spare.dispose();
}

/** The same by the thread alone, without a copy of anything. */
async function expected(keys: Float32Array = k, change: Partial<AttentionRequest> = {}): Promise<Float32Array> {
  const here = new Client("cpu", { threads: 1, simd: null, runsIn: "main thread" });
  await here.start();
  const { out } = await here.attention({ q, k: keys, v, ...sizes, ...change });
  here.dispose();
  return out;
}

async function rejection(promise: Promise<unknown>): Promise<AttentionError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(AttentionError);
  return error as AttentionError;
}

// Read beforehand, the code is there at once.
beforeAll(() => import("./near"));

beforeEach(async () => {
  workers = [];
  vi.stubGlobal("Worker", PlayedWorker);
  await open();
});
afterEach(() => {
  client.dispose();
  vi.unstubAllGlobals();
});

describe("a short call over tensors", () => {
  it("is computed where it is asked for once its tensors were copied, which the second call begins", async () => {
    await ready();
    expect(isMarked(await attend())).toBe(true);
    await settled();
    expect(workers[0]?.count("read")).toBe(1);
    expect(isMarked(await attend())).toBe(true);
    expect(await near()).toEqual(await expected());
    const asked = workers[0]?.count("attention");
    await attend();
    expect(workers[0]?.count("attention")).toBe(asked);
    expect(workers[0]?.count("read")).toBe(3);
  });

  it("sees every write, those on the way to the copy too", async () => {
    await ready();
    await attend();
    const changed = k.slice();
    const rows = (phase: number) => numbers(phase, HEADS * WIDTH);
    // The copy begins with this call; the write comes right behind it.
    const second = attend();
    const first = rows(6);
    void keys.write(first, 3);
    write(changed, first, 3);
    first.fill(0);
    await second;
    expect(await near()).toEqual(await expected(changed));
    void keys.write(rows(8), 11);
    write(changed, rows(8), 11);
    expect(await attend()).toEqual(await expected(changed));
    expect(await keys.read()).toEqual(changed);
  });

  it("is as good with lengths, masks and shared keys as anywhere", async () => {
    await near();
    const change = { causal: true, kvLengths: [5], softcap: 2, mask: { kind: "additive", data: numbers(9, LENGTH), shape: [1, LENGTH] } } as const;
    const own = { ...change, kvLengths: [...change.kvLengths], mask: { ...change.mask, shape: [...change.mask.shape] } };
    expect(await attend(own)).toEqual(await expected(k, own));
  });

  it("takes its arrays as they are when it is called, or as they are handed over", async () => {
    await near();
    const own = q.slice();
    const call = attend({ q: own });
    own.fill(0);
    expect(await call).toEqual(await expected());
    const given = q.slice();
    expect((await client.attention({ q: given, k: keys, v: values, ...sizes }, { transfer: true })).out).toEqual(await expected());
    expect(given).toHaveLength(0);
  });

  it("takes calls of arrays alone along", async () => {
    expect(isMarked(await attend({ k, v }))).toBe(true);
    await near();
    expect(await attend({ k, v })).toEqual(await expected());
  });

  it("is refused in the same words as by a worker", async () => {
    await near();
    expect(await rejection(attend({ q: q.slice(1) }))).toMatchObject({ code: "shape-mismatch", operation: "attention" });
    expect(await attend()).toEqual(await expected());
  });

  it("can be cancelled, and ends with the engine", async () => {
    await near();
    const abort = new AbortController();
    const call = client.attention({ q, k: keys, v: values, ...sizes }, { signal: abort.signal });
    abort.abort();
    expect(await rejection(call)).toMatchObject({ code: "cancelled" });
    const last = attend();
    client.dispose();
    expect(await rejection(last)).toMatchObject({ code: "disposed" });
  });

  it("is a projection, too", async () => {
    const w = await client.upload(k.subarray(0, 16), [WIDTH, WIDTH]);
    const ask = () => client.project({ x: q, w, rows: HEADS, dIn: WIDTH, dOut: WIDTH });
    const out = await vi.waitFor(async () => {
      const out = await ask();
      expect(isMarked(out)).toBe(false);
      return out;
    });
    const first = [...q.subarray(0, WIDTH)].reduce((sum, cell, at) => sum + cell * (k[at * WIDTH] ?? 0), 0);
    expect(out[0]).toBeCloseTo(first, 6);
    // As it is, and packed.
    expect((await client.memory()).cpuBytes).toBe(2 * 4 * 16);
  });
});

describe("the copies", () => {
  it("are counted, and freed with their tensors and with the engine", async () => {
    const other = new Client("cpu", { threads: 1, simd: null, runsIn: "main thread" });
    await other.start();
    await near();
    const bytes = 4 * HEADS * LENGTH * WIDTH;
    expect((await client.memory()).cpuBytes).toBe(2 * bytes);
    expect(await other.memory()).toMatchObject({ tensors: 2 });
    keys.dispose();
    expect((await client.memory()).cpuBytes).toBe(bytes);
    expect(await other.memory()).toMatchObject({ tensors: 1 });
    client.dispose();
    expect(await other.memory()).toMatchObject({ tensors: 0, cpuBytes: 0 });
    other.dispose();
  });

  it.each<[string, (other: Client) => Promise<unknown>]>([
    ["the worker reads it", () => Promise.resolve()],
    // The copy waits behind a long call of another engine.
    ["this thread takes it", async (other) => {
      const [heads, qLen, headDim] = [2, 1200, 32];
      const x = new Float32Array(heads * qLen * headDim);
      void other.attention({ q: x, k: x, v: x, heads, qLen, headDim });
      await settled();
    }],
  ])("are not left behind by a tensor that is disposed while %s", async (_, hold) => {
    const other = new Client("cpu", { threads: 1, simd: null, runsIn: "main thread" });
    await other.start();
    await ready();
    await attend();
    const second = attend();
    await hold(other);
    keys.dispose();
    await second;
    // The values' copy stays.
    await vi.waitFor(async () => expect(await other.memory()).toMatchObject({ tensors: 1 }));
    await settled();
    expect(await other.memory()).toMatchObject({ tensors: 1 });
    other.dispose();
  });

  it("are made again after the thread's instance broke down", async () => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    const other = new Client("cpu", { threads: 1, simd: null, runsIn: "main thread" });
    await other.start();
    await near();
    const broken = other.call({ kind: "panic" }).catch((error: unknown) => error);
    // Behind the panic, on an instance without the copies.
    const behind = attend();
    expect(await broken).toMatchObject({ code: "engine-panicked" });
    expect(await rejection(behind)).toMatchObject({ code: "engine-restarted", operation: "attention" });
    expect(isMarked(await attend())).toBe(true);
    expect(await near()).toEqual(await expected());
    other.dispose();
    printed.mockRestore();
  });
});

describe("a call that stays with the worker", () => {
  const [more, wide] = [9000, 64];
  it.each<[string, () => Promise<unknown>]>([
    ["is kept", () => client.attention({ q, k: keys, v: values, ...sizes, keep: true })],
    ["asks for scores", () => client.attention({ q, k: keys, v: values, ...sizes, scores: "weights" })],
    ["is long", () => client.attention({ q: new Float32Array(8 * wide), k: keys, v: values, heads: 8, qLen: 1, kvLen: more, headDim: wide })],
    ["makes no sense", () => client.attention({ q, k: keys, v: values, ...sizes, kvLen: Number.NaN })],
    ["is a trace", () => client.trace({ text: "a b" })],
  ])("%s", async (_, ask) => {
    await near();
    const before = workers[0]?.sent.length ?? 0;
    await ask();
    expect(workers[0]?.sent.length).toBe(before + 1);
  });

  it("reads what a call left there", async () => {
    await near();
    const kept = await client.attention({ q, k: keys, v: values, ...sizes, keep: true });
    for (let round = 0; round < 4; round++) {
      expect(isMarked((await client.attention({ q: kept.out, k: keys, v: values, ...sizes })).out)).toBe(true);
      await settled();
    }
  });

  it("is any, where the caller wants nothing computed on its own thread", async () => {
    client.dispose();
    await open({ runsIn: "worker" });
    for (let round = 0; round < 5; round++) {
      expect(isMarked(await attend())).toBe(true);
      await settled();
    }
    expect(workers.at(-1)?.count("read")).toBe(0);
  });

  it("is any, where this thread can't have the workers' build", async () => {
    client.dispose();
    const load = vi.spyOn(await import("./inline"), "openInline").mockRejectedValue(new Error("refused by the page"));
    await open();
    for (let round = 0; round < 5; round++) {
      expect(isMarked(await attend())).toBe(true);
      await settled();
    }
    load.mockRestore();
  });
});
