/** The WebAssembly package for the GPU: the only file that imports it, and it is imported when it is first used. */
import * as generated from "../generated-gpu/headwise_wasm.js";
import { compile } from "../load";
import type { GpuInfo } from "../../trace/generated/GpuInfo";
import type { GpuMemory } from "../../trace/generated/GpuMemory";
import type { AttentionRequest, ProjectRequest } from "../types";
import type { WireOperand } from "../messages";

/** A device, and the tensors on it. One call at a time. */
export interface Device {
  info(): GpuInfo;
  /** Settles when the device is lost. */
  lost(): Promise<string>;
  destroy(): void;
  free(): void;
  tune(headDim: number, valueDim: number): Promise<void>;
  attention(request: AttentionRequest<WireOperand>, keepOut?: number, keepLse?: number): Promise<unknown>;
  project(request: ProjectRequest<WireOperand>, keep?: number): Promise<unknown>;
  upload(id: number, data: Float32Array, shape: Uint32Array): Promise<void>;
  readTensor(id: number): Promise<Float32Array>;
  writeTensor(id: number, data: Float32Array, at: number): Promise<void>;
  releaseTensor(id: number): void;
  memory(): GpuMemory;
}

const ADDRESS = new URL("../generated-gpu/gpu.wasm", import.meta.url);

/** One instance for each realm; all its devices go down with it. */
let instance: Promise<void> | null = null;
let broken = false;
const toTell = new Set<(message: string) => void>();

/**
 * Opens a device.
 * @param onPanic Told when the instance broke down: no call on the device will be answered any more.
 * @throws Error what the package throws, such as `no-adapter`; or that it could not be loaded.
 */
export async function openDevice(onPanic: (message: string) => void): Promise<Device> {
  if (broken) {
    generated.__wbg_reset_state();
    listen();
    broken = false;
  }
  instance ??= load().catch((error: unknown) => {
    instance = null;
    throw error;
  });
  await instance;
  toTell.add(onPanic);
  try {
    const device = (await generated.Gpu.open()) as unknown as Device;
    void device.lost().then(() => toTell.delete(onPanic));
    return device;
  } catch (error) {
    toTell.delete(onPanic);
    throw error;
  }
}

async function load(): Promise<void> {
  await generated.default({ module_or_path: await compile(ADDRESS) });
  listen();
}

function listen(): void {
  generated.onPanic((message) => {
    broken = true;
    const listeners = [...toTell];
    toTell.clear();
    for (const tell of listeners) tell(message);
  });
}
