/**
 * A look at the adapter before anything is loaded for it: without one, no byte of the package is
 * fetched. The device itself is asked for by the package.
 */
import { GpuError } from "./failure";
import { hasSubgroups } from "./subgroups";

/** What is used of WebGPU here; TypeScript's library has no types of it. */
interface Gpu {
  requestAdapter(options: { powerPreference: "high-performance" }): Promise<Adapter | null>;
}

interface Adapter {
  readonly features?: { has(name: string): boolean };
  readonly info?: { readonly vendor: string; readonly architecture: string; readonly device: string; readonly description: string };
}

const NONE = "there is no WebGPU here";

/** @throws GpuError `no-webgpu`. */
export function checkWebGpu(): void {
  if (!gpu()) throw new GpuError({ code: "no-webgpu", message: NONE });
}

/** What is known of an adapter before there is a device. */
export interface Found {
  /** As far as the browser gives it away. */
  readonly name: string;
  readonly subgroups: boolean;
}

/**
 * The adapter that devices come from.
 * @throws GpuError `no-webgpu`, or `no-adapter` when the browser gives none or fails at it.
 */
export async function findAdapter(): Promise<Found> {
  const api = gpu();
  if (!api) throw new GpuError({ code: "no-webgpu", message: NONE });
  let adapter: Adapter | null;
  try {
    adapter = await api.requestAdapter({ powerPreference: "high-performance" });
  } catch (error) {
    throw new GpuError({ code: "no-adapter", message: `the browser failed to find an adapter: ${String(error)}` });
  }
  if (!adapter) throw new GpuError({ code: "no-adapter", message: "the browser found no adapter" });
  return { name: nameOf(adapter), subgroups: hasSubgroups(adapter) };
}

function nameOf({ info }: Adapter): string {
  const { vendor = "", architecture = "", device = "", description = "" } = info ?? {};
  if (description !== "") return description;
  const parts = [vendor, architecture, device].filter((part) => part !== "");
  return parts.length > 0 ? parts.join(" ") : "unnamed adapter";
}

function gpu(): Gpu | undefined {
  return typeof navigator === "object" ? (navigator as { gpu?: Gpu }).gpu : undefined;
}
