/** The server of a device that the test plays: every failure, before, during and after a call. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Work } from "../messages";
import type { FromGpu } from "./messages";
import { GpuServer } from "./serve";
import type { Device } from "./wasm";

const q = Float32Array.of(1, 2);
const attention: Work = { kind: "attention", request: { q, k: q, v: q, heads: 1, qLen: 1, headDim: 2 }, keep: null };

/** What the package throws. */
function thrown(code: string, message = code): Error {
  return Object.assign(new Error(message), { name: "AttentionError", code, operation: "attention", left: [], right: [] });
}

function play() {
  let lose: (why: string) => void = () => {};
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  const device = {
    info: vi.fn(() => ({ version: "0", adapter: "", software: false, half: false })),
    lost: vi.fn(() => lost),
    destroy: vi.fn(),
    free: vi.fn(),
    tune: vi.fn(() => Promise.resolve(3)),
    recallTile: vi.fn(),
    attention: vi.fn((): Promise<unknown> => Promise.resolve({ out: Float32Array.of(3), lse: Float32Array.of(4) })),
    project: vi.fn((): Promise<unknown> => Promise.resolve(Float32Array.of(5))),
    upload: vi.fn(() => Promise.resolve()),
    readTensor: vi.fn(() => Promise.resolve(Float32Array.of(6))),
    writeTensor: vi.fn(() => Promise.resolve()),
    releaseTensor: vi.fn(),
    memory: vi.fn(() => ({ gpuBytes: 7, tensors: 1 })),
  } satisfies Device;
  return { device, lose };
}

describe("the server of a device", () => {
  let said: FromGpu[];
  let played: ReturnType<typeof play>;
  let server: GpuServer;
  const call = (id: number, work: Work = attention): void => server.receive({ type: "call", id, work });
  const settled = (count: number) => vi.waitFor(() => expect(said).toHaveLength(count));

  beforeEach(() => {
    said = [];
    played = play();
    server = new GpuServer(played.device, (message) => said.push(message), false);
  });

  it("answers each kind of work", async () => {
    const kinds: Work[] = [
      attention,
      { kind: "project", request: { x: q, w: q, rows: 1, dIn: 1, dOut: 2 }, keep: null },
      { kind: "upload", tensor: 1, data: q, shape: [2] },
      { kind: "read", tensor: 1 },
      { kind: "write", tensor: 1, data: q, at: 0 },
      { kind: "release", tensor: 1 },
      { kind: "memory" },
    ];
    kinds.forEach((work, id) => call(id, work));
    await settled(kinds.length);
    expect(said.map((message) => message.type === "result" && message.value)).toEqual([
      { out: Float32Array.of(3), lse: Float32Array.of(4) }, Float32Array.of(5), undefined, Float32Array.of(6), undefined, undefined,
      { cpuBytes: 0, gpuBytes: 7, tensors: 1 },
    ]);
    expect(played.device.writeTensor).toHaveBeenCalledWith(1, q, 0);
  });

  it("does one call at a time, in order", async () => {
    let under = 0;
    played.device.attention.mockImplementation(async () => {
      expect(++under).toBe(1);
      await Promise.resolve();
      under--;
    });
    [1, 2, 3].forEach((id) => call(id));
    await settled(3);
    expect(said.map((message) => "id" in message && message.id)).toEqual([1, 2, 3]);
  });

  it("passes on what the package refuses, and works on", async () => {
    played.device.attention.mockRejectedValueOnce(thrown("shape-mismatch", "they disagree"));
    call(1);
    call(2);
    await settled(2);
    expect(said[0]).toMatchObject({ type: "refused", id: 1, error: { code: "shape-mismatch", message: "they disagree" } });
    expect(said[1]).toMatchObject({ type: "result", id: 2 });
  });

  it.each(["limits-too-low", "out-of-memory", "validation", "internal"])("gives a call back on %s, with its arrays, and works on", async (code) => {
    played.device.attention.mockRejectedValueOnce(thrown(code));
    call(1);
    call(2);
    await settled(2);
    expect(said[0]).toEqual({ type: "returned", id: 1, work: attention, failure: { code, message: code } });
    expect(said[1]).toMatchObject({ type: "result", id: 2 });
  });

  it("gives back the call under way and those behind it when the device is lost, then tells it once", async () => {
    played.device.attention.mockReturnValue(new Promise(() => {}));
    call(1);
    call(2);
    await Promise.resolve();
    played.lose("unplugged");
    await settled(3);
    const failure = { code: "device-lost", message: "unplugged" };
    expect(said).toEqual([
      { type: "returned", id: 1, work: attention, failure },
      { type: "returned", id: 2, work: attention, failure },
      { type: "gone", failure, crashed: false },
    ]);
    call(3);
    await settled(4);
    expect(said[3]).toMatchObject({ type: "returned", id: 3 });
    // The last word comes behind every call that was sent.
    call(4);
    server.receive({ type: "leave" });
    await settled(6);
    expect(said.slice(4)).toMatchObject([{ type: "returned", id: 4 }, { type: "left" }]);
    server.receive({ type: "leave" });
    await settled(7);
    expect(said[6]).toEqual({ type: "left" });
  });

  it("tells of a device that is lost between calls", async () => {
    played.lose("asleep");
    await settled(1);
    expect(said[0]).toEqual({ type: "gone", failure: { code: "device-lost", message: "asleep" }, crashed: false });
  });

  it("does not wait for a package that broke down", async () => {
    played.device.attention.mockReturnValue(new Promise(() => {}));
    call(1);
    await Promise.resolve();
    server.end({ code: "panicked", message: "Unexpected error" });
    await settled(2);
    expect(said[0]).toMatchObject({ type: "returned", id: 1, failure: { code: "panicked" } });
    expect(said[1]).toMatchObject({ type: "gone", failure: { message: "Unexpected error" } });
  });

  it("takes a trap for the end of the package", async () => {
    played.device.attention.mockRejectedValue(new WebAssembly.RuntimeError("unreachable"));
    call(1);
    await settled(2);
    expect(said.map(({ type }) => type)).toEqual(["returned", "gone"]);
  });

  it("says nothing of a cancelled call, and frees what it kept", async () => {
    call(1, { ...attention, keep: { out: 8, lse: 9 } } as Work);
    call(2);
    call(3);
    server.receive({ type: "cancel", id: 1 });
    server.receive({ type: "cancel", id: 2 });
    await settled(1);
    expect(said[0]).toMatchObject({ id: 3 });
    expect(played.device.releaseTensor.mock.calls).toEqual([[8], [9]]);
    expect(played.device.attention).toHaveBeenCalledTimes(2);
  });

  it("frees the device without a word when it is closed", async () => {
    server.close();
    expect(played.device.destroy).toHaveBeenCalledOnce();
    played.lose("destroyed");
    await vi.waitFor(() => expect(played.device.free).toHaveBeenCalledOnce());
    expect(said).toEqual([]);
  });

  it("tunes once for each pair of widths, behind the call, where that is worth it", async () => {
    server = new GpuServer(played.device, (message) => said.push(message), true);
    call(1);
    await vi.waitFor(() => expect(played.device.tune).toHaveBeenCalledWith(2, 2));
    call(2);
    await settled(3);
    expect(played.device.tune).toHaveBeenCalledOnce();
    expect(said).toContainEqual({ type: "tuned", tuning: { headDim: 2, valueDim: 2, tile: 3 } });
  });

  it("hands tiles that were found before to the device", () => {
    server.receive({ type: "recall", tunings: [{ headDim: 2, valueDim: 4, tile: 1 }] });
    expect(played.device.recallTile).toHaveBeenCalledWith(2, 4, 1);
  });
});
