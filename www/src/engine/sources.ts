/**
 * Where the modules of the WebAssembly packages come from. The page knows, and tells its workers: the
 * script of a worker may run from a blob, from which nothing can be found by a relative address.
 */

/** The address of a module, or its bytes compressed by gzip, in base64. */
export type Source = { readonly address: string } | { readonly packed: string };

export interface Sources {
  /** The kernels, once for each instruction set. */
  readonly kernels: Readonly<Record<"scalar" | "simd128" | "relaxed", Source>>;
  /** What makes traces with drawn weights. */
  readonly traces: Source;
  /** The same over a cache. */
  readonly decoding: Source;
  /** What runs trained models. */
  readonly models: Readonly<Record<"scalar" | "simd128", Source>>;
  /** The kernels of the GPU; null where they are left out. */
  readonly gpu: Source | null;
}
