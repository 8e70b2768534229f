import type { TraceReader } from "../../trace/reader";

/** The sizes that every layout starts from, in the letters of the formulas. */
export interface Sizes {
  /** Tokens. */
  readonly n: number;
  /** Query heads. */
  readonly h: number;
  /** Key and value heads; divides h. */
  readonly g: number;
  /** Columns of one head: d_k = d_v. */
  readonly dim: number;
  /** Columns of X. */
  readonly model: number;
  /** Columns of Q: h * d_k. */
  readonly wide: number;
  /** Columns of K and of V: g * d_k. */
  readonly kvWide: number;
}

export function sizesOf(trace: TraceReader): Sizes {
  const h = trace.fact("heads");
  const g = trace.fact("kvHeads");
  const dim = trace.fact("headDim");
  return { n: trace.tokens.length, h, g, dim, model: trace.fact("dModel"), wide: h * dim, kvWide: g * dim };
}

/** The key and value head that a query head uses. */
export function groupOf(head: number, sizes: Sizes): number {
  return Math.floor(head / (sizes.h / sizes.g));
}

/** `8 × 64`, as the painter writes it after a title. */
export function shapeText(rows: number, cols: number): string {
  return `${rows} × ${cols}`;
}
