/** A pool of workers that are played by the test: who gets what, and what becomes of a call when one fails. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Client } from "./client";
import { AttentionError } from "./errors";
import { sources } from "./files";
import type { FromWorker, Start, ToServer } from "./messages";
import type { AttentionRequest } from "./types";

const about = { version: "0", simd: "simd128" } as const;
const module = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
const sentence = { text: "a b c" };

type Call = Extract<ToServer, { type: "call" }>;

let workers: PlayedWorker[];
let begin: (worker: PlayedWorker) => void;

class PlayedWorker extends EventTarget {
  readonly sent: ToServer[] = [];
  start: Start | null = null;
  terminated = false;

  constructor() {
    super();
    workers.push(this);
    queueMicrotask(() => begin(this));
  }

  postMessage(message: ToServer | Start, transfer: Transferable[] = []): void {
    if (message.type === "start") this.start = message;
    else this.sent.push(structuredClone(message, { transfer }));
  }

  terminate(): void {
    this.terminated = true;
  }

  say(data: FromWorker): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  crash(message: string): void {
    this.dispatchEvent(Object.assign(new Event("error", { cancelable: true }), { message }));
  }

  get calls(): Call[] {
    return this.sent.filter((message) => message.type === "call");
  }

  /** Answers a part with its queries as the output. */
  answer({ id, work }: Call): void {
    const { q, heads, qLen } = work.kind === "attention" ? work.request : request();
    this.say({ type: "result", id, value: { out: q, lse: new Float32Array(heads * qLen) } });
  }
}

/** Eight heads, worth sharing; the queries are numbered. */
function request(qLen = 520): AttentionRequest {
  const q = Float32Array.from({ length: 8 * qLen * 16 }, (_, at) => at);
  return { q, k: q, v: q, heads: 8, qLen, headDim: 16 };
}

async function rejection(promise: Promise<unknown>): Promise<AttentionError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(AttentionError);
  return error as AttentionError;
}

async function started(threads = 2): Promise<Client> {
  const client = new Client("cpu", { threads, simd: null });
  await client.start();
  return client;
}

/** Lets the pool's other workers start. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** Answers everything until the call is answered. */
async function answerAll(call: Promise<unknown>): Promise<void> {
  const state = { answered: false };
  void call.finally(() => (state.answered = true)).catch(() => {});
  const heard = new Set<Call>();
  while (!state.answered) {
    for (const worker of workers) {
      const next = worker.calls.find((sent) => !heard.has(sent));
      if (!next) continue;
      heard.add(next);
      worker.answer(next);
    }
    await settled();
  }
}

beforeEach(() => {
  workers = [];
  begin = (worker) => worker.say({ type: "ready", about, module });
  vi.stubGlobal("Worker", PlayedWorker);
});
afterEach(() => void vi.unstubAllGlobals());

describe("a pool", () => {
  it("says how many workers share, and starts them with the first problem that is worth it", async () => {
    const client = await started(3);
    expect(client.info.threads).toBe(3);
    void client.trace(sentence).catch(() => {});
    void client.attention({ ...request(), qLen: 2 }).catch(() => {});
    expect(workers).toHaveLength(1);
    void client.attention(request()).catch(() => {});
    expect(workers).toHaveLength(3);
    expect(workers[0]?.start).toEqual({ type: "start", simd: null, module: null, later: false, sources });
    expect(workers[2]?.start).toEqual({ type: "start", simd: null, module, later: false, sources });
    client.dispose();
  });

  it("gives every worker its share and puts the parts in their places", async () => {
    const client = await started();
    const call = client.attention(request());
    await settled();
    expect(workers.map((worker) => worker.calls.length)).toEqual([2, 2]);
    await answerAll(call);
    expect((await call).out).toEqual(request().q);
    expect(workers.reduce((sum, worker) => sum + worker.calls.length, 0)).toBe(8);
  });

  it("gives one worker a large problem whole, as a copy or handed over", async () => {
    const client = await started(1);
    const call = client.attention(request(1030));
    await settled();
    expect(workers[0]?.calls).toHaveLength(1);
    await answerAll(call);
    expect((await call).out).toEqual(request(1030).q);
    void client.attention(request(1030), { transfer: true }).catch(() => {});
    expect(workers[0]?.calls[1]?.work).toMatchObject({ request: { heads: 8 } });
    client.dispose();
  });

  it("gives what is small to the least busy", async () => {
    const client = await started();
    const call = client.attention(request());
    await settled();
    workers[1]?.answer(workers[1].calls[0] as Call);
    const small = client.trace(sentence);
    await answerAll(Promise.all([call, small]));
    expect((await call).out).toEqual(request().q);
  });

  it("adds up the progress of the parts, and never falls", async () => {
    const client = await started();
    const shares: number[] = [];
    const call = client.attention(request(), { onProgress: (share) => shares.push(share) });
    await settled();
    for (const done of [0.2, 0.5, 0.9]) {
      await new Promise((resolve) => setTimeout(resolve, 55));
      for (const worker of workers) worker.say({ type: "progress", id: worker.calls[0]?.id ?? -1, share: done });
    }
    await answerAll(call);
    expect(shares.length).toBeGreaterThanOrEqual(4);
    expect(shares.every((share) => share <= 1)).toBe(true);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it("detaches what is handed over, and only that", async () => {
    const client = await started();
    const [kept, given] = [request(), request()];
    const calls = [client.attention(kept), client.attention(given, { transfer: true })];
    expect([kept.q.length, given.q.length]).toEqual([8 * 520 * 16, 0]);
    await answerAll(Promise.all(calls));
    expect((await calls[1])?.out).toEqual(request().q);
  });

  it("cancels all parts, posted or waiting, and goes on with the next call", async () => {
    const client = await started();
    const control = new AbortController();
    const call = rejection(client.attention(request(), { signal: control.signal }));
    await settled();
    control.abort();
    expect((await call).code).toBe("cancelled");
    for (const worker of workers) {
      const cancelled = worker.sent.filter((message) => message.type === "cancel").map((message) => message.id);
      expect(cancelled).toEqual(worker.calls.map((sent) => sent.id));
    }
    const next = client.attention(request());
    await answerAll(next);
    expect((await next).out).toEqual(request().q);
  });

  it("ends a call when one of its parts is refused or panics, and only that call", async () => {
    const client = await started();
    for (const [answer, code] of [
      [{ type: "panicked", message: "unreachable" }, "engine-panicked"],
      [{ type: "refused", error: { code: "too-large", operation: "attention", message: "no", left: [], right: [] } }, "too-large"],
    ] as const) {
      const [broken, other] = [rejection(client.attention(request())), client.trace(sentence)];
      await settled();
      const id = workers[0]?.calls.findLast((sent) => sent.work.kind === "attention")?.id ?? -1;
      workers[0]?.say({ ...answer, id });
      expect((await broken).code).toBe(code);
      await answerAll(other);
      await other;
    }
    expect(workers.some((worker) => worker.terminated)).toBe(false);
  });

  it("rejects its calls when a busy worker dies, and is whole again with the next", async () => {
    const client = await started();
    const call = rejection(client.attention(request()));
    await settled();
    workers[1]?.crash("out of memory");
    expect(await call).toMatchObject({ code: "engine-panicked", message: "out of memory" });
    expect(workers.every((worker) => worker.terminated)).toBe(true);
    const dead = workers.length;
    const next = client.attention(request());
    await vi.waitFor(() => expect(workers).toHaveLength(dead + 2));
    workers.splice(0, dead);
    await answerAll(next);
    expect((await next).out).toEqual(request().q);
    expect(client.info.threads).toBe(2);
  });

  it("replaces an idle worker that died", async () => {
    const client = await started();
    const first = client.attention(request());
    await answerAll(first);
    workers[1]?.crash("killed");
    const next = client.attention(request());
    expect(workers).toHaveLength(3);
    workers.splice(1, 1);
    await answerAll(next);
    expect((await next).out).toEqual(request().q);
  });

  it("does the work with fewer when a worker does not start", async () => {
    const client = await started(4);
    begin = (worker) => worker.crash("refused");
    const call = client.attention(request());
    await answerAll(call);
    expect((await call).out).toEqual(request().q);
    expect(client.info.threads).toBe(1);
  });

  it("ends every worker when it is disposed, those that are starting too", async () => {
    const client = await started();
    begin = () => {};
    const call = rejection(client.attention(request()));
    client.dispose();
    expect((await call).code).toBe("disposed");
    expect(workers).toHaveLength(2);
    expect(workers.every((worker) => worker.terminated)).toBe(true);
  });
});
