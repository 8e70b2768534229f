/** Queries and keys of one's own. */

/** One head that the reader brought. */
export type OwnSource =
  /** Q `[rows, headDim]` and K `[keys, headDim]`, and the words of places where there are any. */
  | { readonly q: Float32Array; readonly k: Float32Array; readonly headDim: number; readonly words?: readonly string[] | undefined }
  /** A safetensors file with tensors `q` and `k`, `[.., len, headDim]`. */
  | { readonly file: Uint8Array };
