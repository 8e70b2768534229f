/** What is measured: sizes alone, so that a case is one line of JSON and every engine gets the same. */

/** `heads` heads over `qLen` queries and `kvLen` keys: 4 d FLOPs for each pair that is seen. */
export interface AttentionCase {
  readonly kind: "attention";
  readonly heads: number;
  readonly qLen: number;
  readonly kvLen: number;
  readonly headDim: number;
  /** A query sees no key after its own position; qLen = kvLen. */
  readonly causal: boolean;
}

/** `[rows, dIn] x [dIn, dOut]`: the weights stay with the engine from one call to the next. */
export interface ProjectionCase {
  readonly kind: "projection";
  readonly rows: number;
  readonly dIn: number;
  readonly dOut: number;
}

export type Case = AttentionCase | ProjectionCase;

/** How a case is asked for on the command line. */
export type Family = "full" | "causal" | "decode" | "projection";

export function familyOf(entry: Case): Family {
  if (entry.kind === "projection") return "projection";
  if (entry.qLen === 1 && entry.kvLen > 1) return "decode";
  return entry.causal ? "causal" : "full";
}

/** Unique among cases, and what the table prints. */
export function nameOf(entry: Case): string {
  switch (familyOf(entry)) {
    case "projection": {
      const { rows, dIn, dOut } = entry as ProjectionCase;
      return `projection [${rows}, ${dIn}] x [${dIn}, ${dOut}]`;
    }
    case "decode": {
      const { kvLen, headDim, heads } = entry as AttentionCase;
      return `decode kv=${kvLen} d=${headDim} h=${heads}`;
    }
    default: {
      const { qLen, headDim, heads, causal } = entry as AttentionCase;
      return `attention n=${qLen} d=${headDim} h=${heads} ${causal ? "causal" : "full"}`;
    }
  }
}

/** Pairs of query and key that are seen, in all heads. */
function pairs({ heads, qLen, kvLen, causal }: AttentionCase): number {
  return heads * (causal ? (qLen * (qLen + 1)) / 2 : qLen * kvLen);
}

/** Multiplications and additions that the definition asks for; a masked pair counts nothing. */
export function flops(entry: Case): number {
  if (entry.kind === "projection") return 2 * entry.rows * entry.dIn * entry.dOut;
  return 4 * pairs(entry) * entry.headDim;
}

/** Bytes of K and V: what a decode step must read at least. */
export function cacheBytes({ heads, kvLen, headDim }: AttentionCase): number {
  return 2 * heads * kvLen * headDim * Float32Array.BYTES_PER_ELEMENT;
}

export interface Rate {
  readonly amount: number;
  readonly unit: "GFLOP/s" | "GB/s";
}

/** What a time means: arithmetic for matrices, bytes read for a single query. */
export function rate(entry: Case, milliseconds: number): Rate {
  if (entry.kind === "attention" && familyOf(entry) === "decode") {
    return { amount: cacheBytes(entry) / milliseconds / 1e6, unit: "GB/s" };
  }
  return { amount: flops(entry) / milliseconds / 1e6, unit: "GFLOP/s" };
}
