/** The engines of the bench: names and needs, without their code. */

export type Id =
  | "headwise" | "headwise-here" | "headwise-arrays" | "headwise-simd128" | "headwise-simd128-here" | "headwise-2" | "headwise-webgpu"
  | "onnxruntime" | "onnxruntime-2" | "onnxruntime-webgpu"
  | "tfjs" | "jax" | "jax-webgpu";

export interface Entry {
  readonly id: Id;
  readonly title: string;
  readonly device: "cpu" | "gpu";
  /** Threads that the engine is asked to use. */
  readonly threads: number;
  /** Whether its page needs the COOP and COEP headers, for shared memory. */
  readonly isolated: boolean;
  /** The engines of ours that it is measured against; none for our own. */
  readonly against: readonly Id[];
}

export const catalog: readonly Entry[] = [
  ours("headwise", "Headwise, 1 thread", 1),
  ours("headwise-here", "Headwise, on the page's thread", 1),
  ours("headwise-arrays", "Headwise, 1 thread, keys and values with each call", 1),
  ours("headwise-simd128", "Headwise, 1 thread, no relaxed SIMD", 1),
  ours("headwise-simd128-here", "Headwise, no relaxed SIMD, on the page's thread", 1),
  ours("headwise-2", "Headwise, 2 threads", 2),
  { ...ours("headwise-webgpu", "Headwise, WebGPU", 1), device: "gpu" },
  peer("onnxruntime", "onnxruntime-web, 1 thread", ["headwise", "headwise-here", "headwise-arrays", "headwise-simd128", "headwise-simd128-here"]),
  { ...peer("onnxruntime-2", "onnxruntime-web, 2 threads, isolated", ["headwise-2"]), threads: 2, isolated: true },
  { ...peer("onnxruntime-webgpu", "onnxruntime-web, WebGPU", ["headwise-webgpu"]), device: "gpu" },
  // Neither has threads on a page without isolation headers, where ours has: both ratios are of interest.
  peer("tfjs", "tfjs wasm, a head at a time", ["headwise", "headwise-here", "headwise-simd128", "headwise-2"]),
  peer("jax", "jax-js wasm, 1 thread", ["headwise", "headwise-here", "headwise-simd128", "headwise-2"]),
  { ...peer("jax-webgpu", "jax-js, WebGPU", ["headwise-webgpu"]), device: "gpu" },
];

/** @throws RangeError for a name that no engine has. */
export function entryOf(id: string): Entry {
  const found = catalog.find((entry) => entry.id === id);
  if (found) return found;
  throw new RangeError(`there is no engine "${id}": choose among ${catalog.map((entry) => entry.id).join(", ")}`);
}

function ours(id: Id, title: string, threads: number): Entry {
  return { id, title, device: "cpu", threads, isolated: false, against: [] };
}

function peer(id: Id, title: string, against: readonly Id[]): Entry {
  return { id, title, device: "cpu", threads: 1, isolated: false, against };
}
