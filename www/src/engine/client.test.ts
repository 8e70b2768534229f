/** Calls in flight against a worker that is played by the test. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Client } from "./client";
import { AttentionError } from "./errors";
import type { Host, Listener } from "./host";
import type { FromWorker, Start, ToServer } from "./messages";

const about = { version: "0", simd: "simd128" } as const;
const sentence = { text: "a b c" };
/** The smallest module that there is. */
const module = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));

/** How the next worker begins: by default it is ready at once. */
let begin: (worker: PlayedWorker) => void;
let workers: PlayedWorker[];
let openInline: (listener: Listener, reason: string | null) => Promise<Host>;

vi.mock("./inline", () => ({ openInline: (...args: Parameters<typeof openInline>) => openInline(...args) }));

class PlayedWorker extends EventTarget {
  readonly sent: ToServer[] = [];
  readonly transfers: Transferable[][] = [];
  terminated = false;

  constructor() {
    super();
    workers.push(this);
    queueMicrotask(() => begin(this));
  }

  postMessage(message: ToServer | Start, transfer: Transferable[]): void {
    if (message.type === "start") return;
    this.sent.push(structuredClone(message));
    this.transfers.push(transfer);
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

  /** Answers the call that was sent last. */
  answer(value: unknown): void {
    this.say({ type: "result", id: this.sent.at(-1)!.id, value });
  }
}

async function rejection(promise: Promise<unknown>): Promise<AttentionError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(AttentionError);
  return error as AttentionError;
}

async function started(): Promise<Client> {
  const client = new Client();
  await client.start();
  return client;
}

beforeEach(() => {
  workers = [];
  begin = (worker) => worker.say({ type: "ready", about, module });
  openInline = () => Promise.reject(new Error("no inline engine in this test"));
  vi.stubGlobal("Worker", PlayedWorker);
});
afterEach(() => void vi.unstubAllGlobals());

describe("a client with a worker", () => {
  it("says that it runs in a worker", async () => {
    const client = await started();
    expect(client.info).toEqual({
      backend: "cpu", adapter: null, simd: "simd128", precision: "f32", threads: 1, runsIn: "worker", fallbackReason: null,
    });
  });

  it("matches answers to calls in any order, with progress on the way", async () => {
    const client = await started();
    const shares: number[] = [];
    const [first, second] = [client.trace(sentence, { onProgress: (share) => shares.push(share) }), client.trace(sentence)];
    const ids = workers[0]!.sent.map((message) => message.id);
    workers[0]!.say({ type: "progress", id: ids[0]!, share: 0.5 });
    workers[0]!.say({ type: "result", id: ids[1]!, value: "second" });
    workers[0]!.say({ type: "result", id: ids[0]!, value: "first" });
    expect(await Promise.all([first, second])).toEqual(["first", "second"]);
    expect(shares).toEqual([0.5, 1]);
  });

  it("transfers each buffer once, and only when asked to", async () => {
    const client = await started();
    const q = new Float32Array(1 << 14);
    const request = { q, k: q, v: new Float32Array(1 << 14), heads: 1, qLen: 1, headDim: 1 << 14 };
    void client.attention(request).catch(() => {});
    void client.attention(request, { transfer: true }).catch(() => {});
    const [copies, own] = workers[0]!.transfers;
    expect(own).toEqual([q.buffer, request.v.buffer]);
    expect(copies).toHaveLength(3);
    for (const buffer of own ?? []) expect(copies).not.toContain(buffer);
    client.dispose();
  });

  it("tells the worker of a cancelled call and ignores its late answer", async () => {
    const client = await started();
    const control = new AbortController();
    const shares: number[] = [];
    const call = rejection(client.trace(sentence, { signal: control.signal, onProgress: (share) => shares.push(share) }));
    const { id } = workers[0]!.sent[0]!;
    control.abort();
    expect((await call).code).toBe("cancelled");
    expect(workers[0]!.sent.at(-1)).toEqual({ type: "cancel", id });
    workers[0]!.say({ type: "progress", id, share: 0.9 });
    workers[0]!.say({ type: "result", id, value: "late" });
    expect(shares).toEqual([]);
  });

  it("does nothing when a signal is aborted after the answer", async () => {
    const client = await started();
    const control = new AbortController();
    const call = client.trace(sentence, { signal: control.signal });
    workers[0]!.answer("done");
    expect(await call).toBe("done");
    control.abort();
    expect(workers[0]!.sent).toHaveLength(1);
  });

  it("turns refusals into errors with all their fields", async () => {
    const client = await started();
    const call = rejection(client.trace(sentence));
    const error = { code: "shape-mismatch", operation: "attention", message: "they disagree", left: [1], right: [2, 3] };
    workers[0]!.say({ type: "refused", id: workers[0]!.sent[0]!.id, error });
    expect(await call).toMatchObject({ ...error, name: "AttentionError" });
  });

  it("rejects what is in flight when the worker crashes, and starts another for the next call", async () => {
    const client = await started();
    const [oldest, other] = [rejection(client.trace(sentence)), rejection(client.trace(sentence))];
    workers[0]!.crash("out of memory");
    expect(await oldest).toMatchObject({ code: "engine-panicked", message: "out of memory" });
    expect(await other).toMatchObject({ code: "engine-restarted", operation: "trace" });
    expect(workers[0]!.terminated).toBe(true);
    const next = client.trace(sentence);
    await vi.waitFor(() => expect(workers[1]?.sent).toHaveLength(1));
    workers[1]!.answer("recovered");
    expect(await next).toBe("recovered");
  });

  it("hears a worker's end once: a second error does not touch the next worker", async () => {
    const client = await started();
    workers[0]!.crash("gone");
    const next = client.trace(sentence);
    await vi.waitFor(() => expect(workers[1]?.sent).toHaveLength(1));
    workers[0]!.crash("gone again");
    workers[1]!.answer("unharmed");
    expect(await next).toBe("unharmed");
  });

  it("knows the culprit when the instance could not be replaced", async () => {
    const client = await started();
    const [first, second] = [rejection(client.trace(sentence)), rejection(client.trace(sentence))];
    workers[0]!.say({ type: "lost", id: workers[0]!.sent[1]!.id, message: "no memory" });
    expect((await first).code).toBe("engine-restarted");
    expect((await second).code).toBe("engine-panicked");
    expect(workers[0]!.terminated).toBe(true);
  });

  it("copies the arrays of a call that has to wait for a new worker", async () => {
    const client = await started();
    workers[0]!.crash("gone");
    const q = Float32Array.of(1);
    const call = client.attention({ q, k: q, v: q, heads: 1, qLen: 1, headDim: 1 });
    q[0] = 2;
    await vi.waitFor(() => expect(workers[1]?.sent).toHaveLength(1));
    expect(workers[1]!.sent[0]).toMatchObject({ work: { request: { q: Float32Array.of(1) } } });
    workers[1]!.answer("done");
    await call;
  });

  it("does not send a call that was cancelled while it waited for a new worker", async () => {
    const client = await started();
    workers[0]!.crash("gone");
    const control = new AbortController();
    const call = rejection(client.trace(sentence, { signal: control.signal }));
    control.abort();
    expect((await call).code).toBe("cancelled");
    await client.start();
    expect(workers[1]!.sent).toEqual([]);
  });

  it("rejects when there is no new worker, and tries again with the next call", async () => {
    const client = await started();
    workers[0]!.crash("gone");
    begin = (worker) => worker.crash("refused");
    expect(await rejection(client.trace(sentence))).toMatchObject({ code: "engine-unavailable" });
    begin = (worker) => worker.say({ type: "ready", about, module });
    const next = client.trace(sentence);
    await vi.waitFor(() => expect(workers[2]?.sent).toHaveLength(1));
    workers[2]!.answer("back");
    expect(await next).toBe("back");
  });

  it("ends the worker when it is disposed, even before it is ready", async () => {
    const client = await started();
    client.dispose();
    expect(workers[0]!.terminated).toBe(true);
    const early = new Client();
    const start = rejection(early.start());
    early.dispose();
    expect((await start).code).toBe("disposed");
    expect(workers[1]!.terminated).toBe(true);
  });
});

describe("a client whose worker does not start", () => {
  const inline: Host = { about, runsIn: "main thread", threads: 1, workers: 0, fallbackReason: "", post: () => {}, close: () => {} };

  beforeEach(() => {
    openInline = (_, fallbackReason) => Promise.resolve({ ...inline, fallbackReason });
  });

  it.each<[string, (worker: PlayedWorker) => void, string]>([
    ["its script is refused", (worker) => worker.crash(""), "its script could not be loaded"],
    ["its script fails", (worker) => worker.crash("Unexpected token"), "Unexpected token"],
    ["it has no module", (worker) => worker.say({ type: "failed", message: "404" }), "404"],
  ])("falls back when %s", async (_, how, reason) => {
    begin = how;
    const client = await started();
    expect(client.info).toMatchObject({ runsIn: "main thread", fallbackReason: `the worker did not start: ${reason}` });
    expect(workers[0]!.terminated).toBe(true);
  });

  it("falls back when the page's policy forbids workers", async () => {
    vi.stubGlobal("Worker", function refuse() {
      throw new DOMException("refused by the policy", "SecurityError");
    });
    const client = await started();
    expect(client.info.fallbackReason).toBe("the worker did not start: refused by the policy");
  });

  it("asks for none where the calling thread was asked for, and has nothing to excuse", async () => {
    const client = new Client("cpu", { threads: 4, simd: null, runsIn: "main thread" });
    await client.start();
    expect(workers).toEqual([]);
    expect(client.info).toMatchObject({ runsIn: "main thread", threads: 1, fallbackReason: null });
  });

  it("rejects when the page's own thread fails as well", async () => {
    begin = (worker) => worker.crash("refused");
    openInline = () => Promise.reject(new Error("404"));
    const error = await rejection(new Client().start());
    expect(error).toMatchObject({ code: "engine-unavailable", operation: "createEngine" });
    expect(error.message).toContain("404");
  });
});
