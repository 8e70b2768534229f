/** The sizes of a request, where the request is one that can be shared out. */
import type { AttentionMask, AttentionRequest, AttentionWindow } from "./types";

export interface Sizes {
  readonly batch: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly qLen: number;
  readonly kvLen: number;
  readonly headDim: number;
  readonly valueDim: number;
}

/** Settings that hold for every part of a problem as they are. */
const COMMON = ["causal", "window", "sinks", "scale", "softcap"];
const DIVIDED = ["q", "k", "v", "batch", "heads", "kvHeads", "qLen", "kvLen", "headDim", "valueDim", "offset", "mask", "kvLengths"];
const KNOWN = new Set([...COMMON, ...DIVIDED, "scores"]);

/**
 * Null for anything unusual: a request that may be refused goes whole to one instance, whose refusal
 * names the shapes that the caller gave. Scores are kept by the reference, which is not divided.
 */
export function sizesOf(request: AttentionRequest): Sizes | null {
  if (Object.keys(request).some((field) => !KNOWN.has(field)) || (request.scores ?? null) !== null) return null;
  const { heads, qLen, headDim } = request;
  const sizes: Sizes = {
    batch: request.batch ?? 1,
    heads,
    kvHeads: request.kvHeads ?? heads,
    qLen,
    kvLen: request.kvLen ?? qLen,
    headDim,
    valueDim: request.valueDim ?? headDim,
  };
  if (Object.values(sizes).some((size) => !Number.isSafeInteger(size) || size < 1)) return null;
  return sizes.heads % sizes.kvHeads === 0 && arraysFit(request, sizes) && settingsFit(request, sizes) ? sizes : null;
}

function arraysFit({ q, k, v }: AttentionRequest, sizes: Sizes): boolean {
  const { batch, heads, kvHeads, qLen, kvLen, headDim, valueDim } = sizes;
  const fits = (array: unknown, length: number): boolean => array instanceof Float32Array && array.length === length;
  return fits(q, batch * heads * qLen * headDim) && fits(k, batch * kvHeads * kvLen * headDim) && fits(v, batch * kvHeads * kvLen * valueDim);
}

function settingsFit({ offset, window, sinks, mask, kvLengths, scale, softcap, causal }: AttentionRequest, sizes: Sizes): boolean {
  const lists = (list: unknown, lengths: readonly number[], holds: (entry: number) => boolean): boolean =>
    (list ?? null) === null || (Array.isArray(list) && lengths.includes(list.length) && list.every((entry) => Number.isSafeInteger(entry) && holds(entry)));
  const numbers = (number: unknown): boolean => (number ?? null) === null || (Number.isFinite(number) && (number as number) > 0);
  return lists(offset, [1, sizes.batch], () => true)
    && lists(kvLengths, [sizes.batch], (length) => length >= 0 && length <= sizes.kvLen)
    && windowFits(window ?? null)
    && counts(sinks)
    && numbers(scale)
    && numbers(softcap)
    && ((causal ?? null) === null || typeof causal === "boolean")
    && maskFits(mask ?? null, sizes);
}

function counts(count: unknown): boolean {
  return (count ?? null) === null || (Number.isSafeInteger(count) && (count as number) >= 0);
}

function windowFits(window: AttentionWindow | null): boolean {
  if (window === null) return true;
  return Object.keys(window).every((side) => side === "left" || side === "right") && counts(window.left) && counts(window.right);
}

function maskFits(mask: AttentionMask | null, { batch, heads, qLen, kvLen }: Sizes): boolean {
  if (mask === null) return true;
  const { kind, data, shape } = mask;
  const typed = kind === "boolean" ? data instanceof Uint8Array : kind === "additive" && data instanceof Float32Array;
  if (!typed || Object.keys(mask).length !== 3 || !Array.isArray(shape) || shape.length < 1 || shape.length > 4) return false;
  const cells = (shape as readonly number[]).reduce((product, extent) => product * extent, 1);
  const outer = [batch, heads, qLen].slice(4 - shape.length);
  const keys = shape.at(-1) as number;
  return data.length === cells && outer.every((size, axis) => shape[axis] === 1 || shape[axis] === size) && keys >= 1 && keys <= kvLen;
}
