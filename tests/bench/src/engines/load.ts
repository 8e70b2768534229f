/** The code of each engine: fetched by the page that measures it, and by no other. */
import type { Id } from "./catalog";
import type { Setup } from "./engine";

export const load: Readonly<Record<Id, () => Promise<Setup>>> = {
  headwise: async () => (await import("./headwise")).cpu({ threads: 1, relaxed: true }),
  "headwise-here": async () => (await import("./headwise")).cpu({ threads: 1, relaxed: true, here: true }),
  "headwise-arrays": async () => (await import("./headwise")).cpu({ threads: 1, relaxed: true, arrays: true }),
  "headwise-simd128": async () => (await import("./headwise")).cpu({ threads: 1, relaxed: false }),
  "headwise-simd128-here": async () => (await import("./headwise")).cpu({ threads: 1, relaxed: false, here: true }),
  "headwise-2": async () => (await import("./headwise")).cpu({ threads: 2, relaxed: true }),
  "headwise-webgpu": async () => (await import("./headwise")).webgpu,
  onnxruntime: async () => (await import("./onnxruntime-wasm")).threads(1),
  "onnxruntime-2": async () => (await import("./onnxruntime-wasm")).threads(2),
  "onnxruntime-webgpu": async () => (await import("./onnxruntime-webgpu")).webgpu,
  tfjs: async () => (await import("./tfjs")).wasm,
  jax: async () => (await import("./jax")).on("wasm"),
  "jax-webgpu": async () => (await import("./jax")).on("webgpu"),
};
