/** Asking for subgroups behind the package's back: with the adapters that have them, and no others. */
import { afterEach, expect, it, vi } from "vitest";
import { askForSubgroups } from "./subgroups";

afterEach(() => void vi.unstubAllGlobals());

/** Adapters of a realm in which nobody has asked yet. */
function realm() {
  const requestDevice = vi.fn<(descriptor: object) => Promise<object>>();
  class GPUAdapter {
    constructor(readonly features: ReadonlySet<string>) {}
    requestDevice(descriptor: object): Promise<object> {
      return requestDevice(descriptor);
    }
  }
  vi.stubGlobal("GPUAdapter", GPUAdapter);
  return { requestDevice, GPUAdapter };
}

it("adds them to what was asked for, where the adapter has them", async () => {
  const { requestDevice, GPUAdapter } = realm();
  expect(askForSubgroups()).toBe(true);
  await new GPUAdapter(new Set(["subgroups"])).requestDevice({ label: "own", requiredFeatures: ["shader-f16"] });
  expect(requestDevice).toHaveBeenLastCalledWith({ label: "own", requiredFeatures: ["shader-f16", "subgroups"] });
  await new GPUAdapter(new Set(["subgroups"])).requestDevice({});
  expect(requestDevice).toHaveBeenLastCalledWith({ requiredFeatures: ["subgroups"] });
});

it("asks for nothing that the adapter lacks", async () => {
  const { requestDevice, GPUAdapter } = realm();
  askForSubgroups();
  await new GPUAdapter(new Set()).requestDevice({ requiredFeatures: [] });
  expect(requestDevice).toHaveBeenLastCalledWith({ requiredFeatures: [] });
});

it("says that it can't where there are no adapters", () => {
  vi.stubGlobal("GPUAdapter", undefined);
  expect(askForSubgroups()).toBe(false);
});
