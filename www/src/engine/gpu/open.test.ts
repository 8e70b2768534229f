/** Opening a device: what each way of having none is called, and what is loaded then. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { GpuError, openingFailure } from "./failure";
import { openServer } from "./open";
import type { Device } from "./wasm";

const opened = vi.hoisted(() => ({ openDevice: vi.fn<(onPanic: (message: string) => void, subgroups: boolean, half: boolean) => Promise<Device>>(), loaded: 0 }));
vi.mock("./wasm", () => {
  opened.loaded++;
  return { openDevice: opened.openDevice };
});

const device = { info: () => ({ version: "1", adapter: "", software: true, half: true }), lost: () => new Promise(() => {}) } as unknown as Device;
const info = { vendor: "acme", architecture: "one", device: "", description: "" };
const withAdapter = (adapter: () => unknown): void => void vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => adapter() } });

async function failure() {
  return openingFailure(await openServer(() => {}, true, false).then(() => null, (error: unknown) => error));
}

afterEach(() => {
  vi.unstubAllGlobals();
  opened.openDevice.mockReset();
});

describe("opening a device", () => {
  it.each<[string, () => void, string]>([
    ["there is no WebGPU", () => void vi.stubGlobal("navigator", {}), "no-webgpu"],
    ["there is not even a navigator", () => void vi.stubGlobal("navigator", undefined), "no-webgpu"],
    ["the adapter is null", () => withAdapter(() => null), "no-adapter"],
    ["the browser rejects", () => withAdapter(() => { throw new DOMException("no"); }), "no-adapter"],
  ])("loads nothing when %s", async (_, stub, code) => {
    stub();
    expect(await failure()).toMatchObject({ code });
    expect(opened.loaded).toBe(0);
  });

  it.each(["no-adapter", "no-device", "limits-too-low"])("tells of the package's %s", async (code) => {
    withAdapter(() => ({ info }));
    opened.openDevice.mockRejectedValue(Object.assign(new Error("too little"), { name: "AttentionError", code }));
    expect(await failure()).toEqual({ code, message: "too little" });
  });

  it("tells of a package that can't be loaded", async () => {
    withAdapter(() => ({ info }));
    opened.openDevice.mockRejectedValue(new TypeError("gpu.wasm answered 404"));
    expect(await failure()).toEqual({ code: "unavailable", message: "gpu.wasm answered 404" });
  });

  it("does not wait for a package that breaks down while it opens", async () => {
    withAdapter(() => ({ info }));
    opened.openDevice.mockImplementation((onPanic) => {
      onPanic("Unexpected error");
      return new Promise(() => {});
    });
    expect(await failure()).toEqual({ code: "panicked", message: "Unexpected error" });
  });

  it.each([
    [info, "acme one"],
    [{ ...info, description: "Acme One Ti" }, "Acme One Ti"],
    [undefined, "unnamed adapter"],
  ])("names the adapter as well as the browser lets it", async (own, name) => {
    withAdapter(() => ({ info: own }));
    opened.openDevice.mockResolvedValue(device);
    expect((await openServer(() => {}, true, false)).about).toEqual({ adapter: name, software: true, half: true, version: "1" });
  });

  it.each([
    [true, ["subgroups"], true],
    [false, ["subgroups"], false],
    [true, [], false],
  ])("has subgroups where it may ask (%s) and the adapter has %j", async (widened, features, subgroups) => {
    withAdapter(() => ({ info, features: new Set(features) }));
    opened.openDevice.mockResolvedValue(device);
    await openServer(() => {}, widened, false);
    expect(opened.openDevice).toHaveBeenCalledWith(expect.any(Function), subgroups, false);
  });

  it.each([true, false])("passes on whether half precision was asked for (%s)", async (half) => {
    withAdapter(() => ({ info }));
    opened.openDevice.mockResolvedValue(device);
    await openServer(() => {}, false, half);
    expect(opened.openDevice).toHaveBeenCalledWith(expect.any(Function), false, half);
  });

  it("knows its own errors from others", () => {
    expect(openingFailure(new GpuError({ code: "no-device", message: "x" }))).toEqual({ code: "no-device", message: "x" });
    expect(openingFailure("thrown")).toEqual({ code: "unavailable", message: "thrown" });
  });
});
