/** An engine whose GPU is played: each way of losing it ends with an answer of the CPU or a clear error. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Client } from "./client";
import { AttentionError } from "./errors";
import { GpuError, type GpuFailure } from "./gpu/failure";
import type { GpuHost, GpuListener } from "./gpu/host";
import type { Leave, Recall } from "./gpu/messages";
import type { Host, Listener } from "./host";
import type { ToServer, Work } from "./messages";
import type { BackendChange, EngineInfo, Precision } from "./types";

type Call = Extract<ToServer, { type: "call" }>;

/** How the GPU does with the call that it gets; by default it answers "gpu". */
let onGpu: (call: Call) => void;
/** Rejects instead of opening. */
let refuse: GpuFailure | null;
/** Whether the adapter has half precision. */
let hasHalf: boolean;
let asked: number;
let gpus: { listener: GpuListener; closed: boolean; sent: (ToServer | Recall | Leave)[] }[];
let onCpu: Work[];

const answers = (work: Work, where: string): unknown =>
  work.kind === "memory" ? { cpuBytes: 1, gpuBytes: where === "gpu" ? 2 : 0, tensors: 0 } : where;

vi.mock("./gpu/host", () => ({
  openGpu: async (listener: GpuListener, half: boolean): Promise<GpuHost> => {
    asked++;
    if (refuse) throw new GpuError(refuse);
    const own = { listener, closed: false, sent: [] as (ToServer | Recall | Leave)[] };
    gpus.push(own);
    return {
      about: { adapter: "acme", software: false, half: half && hasHalf, version: "0" },
      workers: 1,
      post: (message) => {
        own.sent.push(message);
        if (message.type !== "call") return;
        const call = structuredClone(message);
        // An engine of a test that has ended may still ask how fast its GPU is.
        queueMicrotask(() => gpus.includes(own) && onGpu(call));
      },
      close: () => void (own.closed = true),
    };
  },
}));

vi.mock("./host", () => ({
  openHost: async (listener: Listener): Promise<Host> => ({
    about: { simd: "relaxed" }, runsIn: "worker", threads: 2, workers: 1, fallbackReason: null,
    post: (message) => {
      if (message.type !== "call") return;
      onCpu.push(structuredClone(message.work));
      queueMicrotask(() => listener.message({ type: "result", id: message.id, value: answers(message.work, "cpu") }));
    },
    close: () => {},
  }),
}));

const say: GpuListener = (message) => gpus.at(-1)!.listener(message);
const giveBack = (call: Call, failure: GpuFailure): void => say({ type: "returned", id: call.id, work: call.work, failure });
const lost: GpuFailure = { code: "device-lost", message: "unplugged" };

const q = Float32Array.of(1, 2, 3, 4);
const request = { q, k: q, v: q, heads: 1, qLen: 1, headDim: 4 };
const large = { q, k: q, v: q, heads: 64, qLen: 4096, headDim: 64 };

async function rejection(promise: Promise<unknown>): Promise<AttentionError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(AttentionError);
  return error as AttentionError;
}

let events: BackendChange[];

async function started(backend: "auto" | "webgpu" | "cpu" = "webgpu", precision: Precision = "f32"): Promise<Client> {
  const client = new Client(backend, { threads: 2, simd: null }, precision);
  client.addEventListener("backendchange", ({ detail }) => events.push(detail));
  await client.start();
  return client;
}

beforeEach(() => {
  refuse = null;
  hasHalf = true;
  asked = 0;
  gpus = [];
  onCpu = [];
  events = [];
  onGpu = (call) => say({ type: "result", id: call.id, value: answers(call.work, "gpu") });
});
afterEach(() => void vi.restoreAllMocks());

const info = (client: Client): Pick<EngineInfo, "backend" | "adapter" | "fallbackReason"> => {
  const { backend, adapter, fallbackReason } = client.info;
  return { backend, adapter, fallbackReason };
};

describe("an engine asked for WebGPU", () => {
  it("says so, and computes there", async () => {
    const client = await started();
    expect(info(client)).toEqual({ backend: "webgpu", adapter: "acme", fallbackReason: null });
    expect(await client.attention(request)).toBe("gpu");
    expect(await client.project({ x: q, w: q, rows: 1, dIn: 2, dOut: 2 })).toBe("gpu");
    expect(onCpu).toEqual([]);
    expect(events).toEqual([]);
  });

  it("leaves traces to the CPU, which is no change of backend", async () => {
    const client = await started();
    expect(await client.trace({ text: "a" })).toBe("cpu");
    expect(client.info.backend).toBe("webgpu");
  });

  it.each<GpuFailure>([
    { code: "no-webgpu", message: "there is no WebGPU here" },
    { code: "no-adapter", message: "null" },
    { code: "no-device", message: "refused" },
    { code: "limits-too-low", message: "8 KiB" },
    { code: "panicked", message: "Unexpected error" },
    { code: "unavailable", message: "404" },
  ])("works on the CPU without a device ($code), and asks once more, not in a loop", async (failure) => {
    refuse = failure;
    const client = await started();
    expect(client.info.backend).toBe("cpu");
    expect(client.info.fallbackReason).toContain(failure.message);
    for (let call = 0; call < 4; call++) expect(await client.attention(request)).toBe("cpu");
    // Without WebGPU there is nothing to ask again.
    expect(asked).toBe(failure.code === "no-webgpu" ? 1 : 2);
  });

  it("takes a device that comes up at the second time", async () => {
    refuse = { code: "no-adapter", message: "null" };
    const client = await started();
    refuse = null;
    expect(await client.attention(request)).toBe("gpu");
    expect(info(client)).toEqual({ backend: "webgpu", adapter: "acme", fallbackReason: null });
    expect(events.at(-1)).toEqual({ backend: "webgpu", adapter: "acme", reason: null });
  });

  it.each<GpuFailure>([
    { code: "limits-too-low", message: "a buffer of 9 GB" },
    { code: "validation", message: "bad shader" },
    { code: "internal", message: "driver" },
    { code: "out-of-memory", message: "full" },
    lost,
    { code: "panicked", message: "Unexpected error" },
  ])("finishes a call on the CPU on $code, says why and tells listeners", async (failure) => {
    const client = await started();
    onGpu = (call) => giveBack(call, failure);
    expect(await client.attention(request)).toBe("cpu");
    expect(onCpu).toMatchObject([{ kind: "attention", request: { q } }]);
    expect(info(client)).toMatchObject({ backend: "cpu", adapter: null });
    expect(client.info.fallbackReason).toBe(`WebGPU failed (${failure.code}): ${failure.message}`);
    expect(events.at(-1)).toEqual({ backend: "cpu", adapter: null, reason: client.info.fallbackReason });
  });

  it("moves every call in flight when the device is lost, and asks for it once more", async () => {
    const client = await started();
    const under: Call[] = [];
    onGpu = (call) => void under.push(call);
    const calls = [client.attention(request), client.attention(request)];
    await vi.waitFor(() => expect(under).toHaveLength(2));
    for (const call of under) giveBack(call, lost);
    say({ type: "gone", failure: lost, crashed: false });
    expect(await Promise.all(calls)).toEqual(["cpu", "cpu"]);
    say({ type: "left" });
    expect(gpus[0]!.closed).toBe(true);
    onGpu = (call) => say({ type: "result", id: call.id, value: "gpu" });
    expect(await client.attention(request)).toBe("gpu");
    expect(info(client)).toEqual({ backend: "webgpu", adapter: "acme", fallbackReason: null });
    say({ type: "gone", failure: lost, crashed: false });
    for (let call = 0; call < 3; call++) expect(await client.attention(request)).toBe("cpu");
    expect(asked).toBe(2);
    expect(events.map(({ backend }) => backend)).toContain("webgpu");
    expect(events.at(-1)).toMatchObject({ backend: "cpu", reason: "WebGPU failed (device-lost): unplugged" });
  });

  it("waits for a call that was sent when the device was lost already, and closes the worker behind it", async () => {
    const client = await started();
    const late: Call[] = [];
    onGpu = (call) => void late.push(call);
    const call = client.attention(request);
    const tensor = client.upload(q, [4]);
    await vi.waitFor(() => expect(late).toHaveLength(2));
    say({ type: "gone", failure: lost, crashed: false });
    expect(gpus[0]!.sent.at(-1)).toEqual({ type: "leave" });
    expect(gpus[0]!.closed).toBe(false);
    // Meanwhile there is another device.
    const { listener } = gpus[0]!;
    onGpu = (own) => say({ type: "result", id: own.id, value: answers(own.work, "gpu") });
    expect(await client.attention(request)).toBe("gpu");
    for (const { id, work } of late) listener({ type: "returned", id, work, failure: lost });
    expect(await call).toBe("cpu");
    expect(await tensor).toMatchObject({ backend: "cpu" });
    listener({ type: "left" });
    expect(gpus.map(({ closed }) => closed)).toEqual([true, false]);
    // It has nothing more to say.
    listener({ type: "gone", failure: lost, crashed: true });
    expect(await client.attention(request)).toBe("gpu");
  });

  it("rejects what a worker had not given back when it crashed after its device", async () => {
    const client = await started();
    onGpu = () => {};
    const call = rejection(client.attention(request));
    say({ type: "gone", failure: lost, crashed: false });
    say({ type: "gone", failure: { code: "unavailable", message: "crashed" }, crashed: true });
    expect((await call).code).toBe("engine-restarted");
    expect(gpus[0]!.closed).toBe(true);
  });

  it("does not try a device for ever that refuses what it should take", async () => {
    const client = await started();
    const tried = vi.fn((call: Call) => giveBack(call, { code: "validation", message: "bad shader" }));
    onGpu = tried;
    for (let call = 0; call < 4; call++) expect(await client.attention(request)).toBe("cpu");
    expect(tried).toHaveBeenCalledTimes(2);
    expect(asked).toBe(1);
  });

  it("remembers the size for which there was no memory", async () => {
    const client = await started();
    const tried = vi.fn((call: Call) => giveBack(call, { code: "out-of-memory", message: "full" }));
    onGpu = tried;
    await client.attention(request);
    await client.attention(request);
    expect(tried).toHaveBeenCalledOnce();
    onGpu = (call) => say({ type: "result", id: call.id, value: "gpu" });
    const small = Float32Array.of(1);
    expect(await client.attention({ ...request, q: small, k: small, v: small, headDim: 1 })).toBe("gpu");
  });

  it("rejects what a crashed worker took with it", async () => {
    const client = await started();
    onGpu = () => {};
    const call = rejection(client.attention(request));
    say({ type: "gone", failure: { code: "unavailable", message: "crashed" }, crashed: true });
    expect((await call).code).toBe("engine-restarted");
  });

  it("passes refusals on: they say nothing against the device", async () => {
    const client = await started();
    onGpu = (call) => say({ type: "refused", id: call.id, error: { code: "shape-mismatch", operation: "attention", message: "", left: [], right: [] } });
    expect((await rejection(client.attention(request))).code).toBe("shape-mismatch");
    expect(info(client)).toEqual({ backend: "webgpu", adapter: "acme", fallbackReason: null });
  });

  it("does not finish a call that was cancelled before it came back", async () => {
    const client = await started();
    let under: Call | null = null;
    onGpu = (call) => {
      under = call;
    };
    const control = new AbortController();
    const call = rejection(client.attention(request, { signal: control.signal }));
    await vi.waitFor(() => expect(under).not.toBeNull());
    control.abort();
    giveBack(under!, lost);
    expect((await call).code).toBe("cancelled");
    expect(gpus[0]!.sent.at(-1)).toMatchObject({ type: "cancel" });
    expect(onCpu).toEqual([]);
  });

  it("gives the device back when it is disposed, even one that is still on its way", async () => {
    const client = await started();
    client.dispose();
    expect(gpus[0]!.closed).toBe(true);
    const early = new Client("webgpu");
    const start = early.start().catch(() => {});
    await vi.waitFor(() => expect(gpus).toHaveLength(2));
    early.dispose();
    await start;
    expect(gpus[1]!.closed).toBe(true);
  });
});

describe("half precision", () => {
  const precision = ({ info: { precision, fallbackReason } }: Client) => ({ precision, fallbackReason });
  const reason = "the adapter has no shader-f16: keys and values are staged in f32";

  it("is used where it was asked for and the adapter has it, and told", async () => {
    expect(precision(await started("webgpu", "f16-staging"))).toEqual({ precision: "f16-staging", fallbackReason: null });
    expect(precision(await started("webgpu"))).toEqual({ precision: "f32", fallbackReason: null });
  });

  it("falls back to f32 on an adapter without it, with the reason", async () => {
    hasHalf = false;
    const client = await started("webgpu", "f16-staging");
    expect(precision(client)).toEqual({ precision: "f32", fallbackReason: reason });
    // A call that succeeds has nothing to do with it.
    expect(await client.attention(request)).toBe("gpu");
    expect(precision(client)).toEqual({ precision: "f32", fallbackReason: reason });
    expect(precision(await started("webgpu"))).toEqual({ precision: "f32", fallbackReason: null });
  });

  it("is none of the CPU's, which computes more exactly than was asked", async () => {
    const client = await started("auto", "f16-staging");
    expect(await client.attention(request)).toBe("cpu");
    expect(precision(client)).toEqual({ precision: "f32", fallbackReason: null });
    refuse = { code: "no-adapter", message: "null" };
    const asked = await started("webgpu", "f16-staging");
    expect(precision(asked)).toEqual({ precision: "f32", fallbackReason: "WebGPU failed (no-adapter): null" });
  });
});

describe("tensors on the device", () => {
  it("keep their calls there, and are lost with it", async () => {
    const client = await started();
    const tensor = await client.upload(q, [1, 1, 1, 4]);
    expect(tensor).toMatchObject({ backend: "webgpu", shape: [1, 1, 1, 4] });
    const { out } = await client.attention({ ...request, k: tensor, keep: true });
    expect(out).toMatchObject({ backend: "webgpu", shape: [1, 1, 1, 4] });
    say({ type: "gone", failure: lost, crashed: false });
    expect((await rejection(tensor.read())).code).toBe("tensor-lost");
    expect((await rejection(client.attention({ ...request, q: out }))).code).toBe("tensor-lost");
    expect(events.at(-1)).toMatchObject({ backend: "webgpu", reason: "WebGPU failed (device-lost): unplugged" });
  });

  it.each<[GpuFailure["code"], string]>([
    ["device-lost", "device-lost"], ["out-of-memory", "out-of-memory"], ["limits-too-low", "limits-too-low"],
    ["validation", "gpu-failed"], ["panicked", "gpu-failed"],
  ])("reject their calls on %s as %s", async (code, expected) => {
    const client = await started();
    const tensor = await client.upload(q, [4]);
    onGpu = (call) => giveBack(call, { code, message: "no" });
    expect(await rejection(client.attention({ ...request, q: tensor }))).toMatchObject({ code: expected, operation: "attention" });
    expect(onCpu).toEqual([]);
  });

  it("go to the CPU when the device can't take them", async () => {
    const client = await started();
    onGpu = (call) => giveBack(call, { code: "out-of-memory", message: "full" });
    expect((await client.upload(q, [4])).backend).toBe("cpu");
  });

  it("are refused beside those of another backend, and after they were disposed", async () => {
    const client = await started();
    const [here, there] = [await client.upload(q, [4]), await client.upload(q, [4], { backend: "cpu" })];
    expect(await rejection(client.attention({ ...request, q: here, k: there }))).toMatchObject({ code: "tensor-elsewhere" });
    here.dispose();
    here.dispose();
    expect((await rejection(here.read())).code).toBe("tensor-disposed");
    expect(gpus[0]!.sent.filter((message) => message.type === "call" && message.work.kind === "release")).toHaveLength(1);
  });

  it("count in the memory of both sides", async () => {
    const client = await started();
    expect(await client.memory()).toEqual({ cpuBytes: 2, gpuBytes: 2, tensors: 0, workers: 2 });
  });
});

describe("an engine that chooses for itself", () => {
  it("never asks for a device for small calls", async () => {
    const client = await started("auto");
    for (let call = 0; call < 3; call++) expect(await client.attention(request)).toBe("cpu");
    expect(asked).toBe(0);
  });

  it("does the first large call on the CPU and looks at the GPU behind it", async () => {
    const client = await started("auto");
    expect(await client.attention(large)).toBe("cpu");
    await vi.waitFor(() => expect(asked).toBe(1));
    // Measuring is no call of the caller's.
    expect(client.info.backend).toBe("cpu");
    expect(events).toEqual([]);
  });

  it("asks twice in all when there is none, and says why", async () => {
    refuse = { code: "no-adapter", message: "null" };
    const client = await started("auto");
    for (const times of [1, 2, 2, 2]) {
      expect(await client.attention(large)).toBe("cpu");
      await vi.waitFor(() => expect(asked).toBe(times));
      // Longer than a third question would take.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(asked).toBe(2);
    expect(client.info.fallbackReason).toBe("WebGPU failed (no-adapter): null");
    expect(events).toHaveLength(1);
  });

  it("asked for the CPU, leaves the GPU alone", async () => {
    const client = await started("cpu");
    await client.attention(large);
    expect(asked).toBe(0);
    expect(client.info.fallbackReason).toBeNull();
  });
});
