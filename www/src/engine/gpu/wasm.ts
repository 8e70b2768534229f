/** The WebAssembly package for the GPU: the only file that imports it, and it is imported when it is first used. */
import * as generated from "../generated-gpu/headwise_wasm.js";
import { compile } from "../load";
import type { GpuInfo } from "../../trace/generated/GpuInfo";
import type { GpuMemory } from "../../trace/generated/GpuMemory";
import type { AttentionRequest, ProjectRequest } from "../types";
import type { WireOperand } from "../messages";
import { gpuSource } from "./source";

/** A device, and the tensors on it. One call at a time. */
export interface Device {
  info(): GpuInfo;
  /** Settles when the device is lost. */
  lost(): Promise<string>;
  destroy(): void;
  free(): void;
  tune(headDim: number, valueDim: number): Promise<number>;
  recallTile(headDim: number, valueDim: number, tile: number): void;
  attention(request: AttentionRequest<WireOperand>, keepOut?: number, keepLse?: number): Promise<unknown>;
  project(request: ProjectRequest<WireOperand>, keep?: number): Promise<unknown>;
  upload(id: number, data: Float32Array, shape: Uint32Array): Promise<void>;
  readTensor(id: number): Promise<Float32Array>;
  writeTensor(id: number, data: Float32Array, at: number): Promise<void>;
  releaseTensor(id: number): void;
  memory(): GpuMemory;
}

/** One instance for each realm; all its devices go down with it. */
let instance: Promise<void> | null = null;
let broken = false;
const toTell = new Set<(message: string) => void>();

/**
 * Opens a device.
 * @param onPanic Told when the instance broke down: no call on the device will be answered any more.
 * @param subgroups Whether the device will come with subgroups, for which the package can't ask.
 * @param half Whether the package asks for half precision, where the adapter has it.
 * @throws Error what the package throws, such as `no-adapter`; or that it could not be loaded.
 */
export async function openDevice(onPanic: (message: string) => void, subgroups: boolean, half: boolean): Promise<Device> {
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
    const device = (await generated.Gpu.open(subgroups, half)) as unknown as Device;
    void device.lost().then(() => toTell.delete(onPanic));
    return device;
  } catch (error) {
    toTell.delete(onPanic);
    throw error;
  }
}

async function load(): Promise<void> {
  await generated.default({ module_or_path: await compile(gpuSource()) });
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
