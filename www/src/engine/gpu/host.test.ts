/** Where the device is held: a worker that the test plays, and what happens without one. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GpuError } from "./failure";
import { openGpu } from "./host";
import type { FromGpu, FromGpuWorker } from "./messages";

const about = { adapter: "acme", software: false, half: false, version: "0" };
const beside = vi.hoisted(() => ({ openServer: vi.fn() }));
vi.mock("./open", () => beside);
vi.mock("./gpu-worker?worker&url", () => ({ default: "gpu-worker.js" }));

let workers: PlayedWorker[];
let begin: (worker: PlayedWorker) => void;
let said: FromGpu[];

class PlayedWorker extends EventTarget {
  readonly sent: unknown[] = [];
  terminated = false;

  constructor(readonly address: string) {
    super();
    workers.push(this);
    queueMicrotask(() => begin(this));
  }

  postMessage(message: unknown): void {
    this.sent.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  say(data: FromGpuWorker): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  crash(message: string): void {
    this.dispatchEvent(Object.assign(new Event("error", { cancelable: true }), { message }));
  }
}

async function failure() {
  const error: unknown = await openGpu(() => {}, false).then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(GpuError);
  return (error as GpuError).failure;
}

beforeEach(() => {
  said = [];
  workers = [];
  begin = (played) => played.say({ type: "ready", about });
  vi.stubGlobal("Worker", PlayedWorker);
  vi.stubGlobal("navigator", { gpu: {} });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  beside.openServer.mockReset();
});

describe("the host of a device", () => {
  it("is a worker, which is told calls and heard", async () => {
    const host = await openGpu((message) => said.push(message), true);
    expect(host).toMatchObject({ about, workers: 1 });
    expect(workers[0]?.address).toBe("gpu-worker.js");
    host.post({ type: "cancel", id: 1 }, []);
    expect(workers[0]?.sent).toEqual([{ type: "start", source: { address: expect.stringMatching(/gpu\.wasm$/) as string }, half: true }, { type: "cancel", id: 1 }]);
    workers[0]!.say({ type: "result", id: 1, value: 2 });
    expect(said).toEqual([{ type: "result", id: 1, value: 2 }]);
    host.close();
    expect(workers[0]?.terminated).toBe(true);
  });

  it("starts no worker where the page has no WebGPU", async () => {
    vi.stubGlobal("navigator", {});
    vi.stubGlobal("Worker", function refuse() {
      throw new Error("a worker was started");
    });
    expect(await failure()).toMatchObject({ code: "no-webgpu" });
  });

  it("believes a worker that looked, and ends it", async () => {
    begin = (played) => played.say({ type: "failed", failure: { code: "no-adapter", message: "none" } });
    expect(await failure()).toEqual({ code: "no-adapter", message: "none" });
    expect(workers[0]?.terminated).toBe(true);
    expect(beside.openServer).not.toHaveBeenCalled();
  });

  it("does not wait for ever", async () => {
    vi.useFakeTimers();
    begin = () => {};
    const waiting = failure();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await waiting).toMatchObject({ code: "unavailable" });
    expect(workers[0]?.terminated).toBe(true);
  });

  it("tells of a worker that crashes later", async () => {
    await openGpu((message) => said.push(message), true);
    workers[0]!.crash("out of memory");
    expect(said).toEqual([{ type: "gone", failure: { code: "unavailable", message: "out of memory" }, crashed: true }]);
  });

  it.each<[string, () => void]>([
    ["there are no workers", () => void vi.stubGlobal("Worker", undefined)],
    ["the page's policy refuses them", () => void vi.stubGlobal("Worker", function refuse() { throw new DOMException("refused"); })],
    ["the script can't be loaded", () => { begin = (played) => played.crash(""); }],
  ])("is this thread when %s", async (_, stub) => {
    stub();
    const server = { receive: vi.fn(), close: vi.fn() };
    beside.openServer.mockImplementation(async (post: (message: FromGpu) => void) => {
      post({ type: "result", id: 1, value: 2 });
      return { server, about };
    });
    const host = await openGpu((message) => said.push(message), true);
    expect(host).toMatchObject({ about, workers: 0 });
    expect(beside.openServer).toHaveBeenCalledWith(expect.any(Function), false, true);
    expect(said).toEqual([{ type: "result", id: 1, value: 2 }]);
    const data = Float32Array.of(1);
    const call = { type: "call", id: 1, work: { kind: "write", tensor: 1, data, at: 0 } } as const;
    host.post(call, []);
    // A copy: the caller may change its arrays at once.
    data[0] = 2;
    expect(server.receive).toHaveBeenCalledWith({ ...call, work: { ...call.work, data: Float32Array.of(1) } });
    host.close();
    expect(server.close).toHaveBeenCalledOnce();
  });
});
