/**
 * Parts of an attention problem that can be computed apart: key heads with the query heads that share
 * them, and runs of queries where heads are few. Each part is a request of its own, with copies of its
 * slices, and knows where its result belongs.
 */
import type { Work } from "./messages";
import { sizesOf, type Sizes } from "./sizes";
import type { Stock } from "./stock";
import type { AttentionMask, AttentionRequest, AttentionResult } from "./types";

/**
 * Multiplications from which sharing out pays, by measurement: one worker takes four milliseconds for
 * them and two take three. With half as many, copies and messages cost what a second worker gains.
 */
export const WORTH_SHARING = 1 << 26;

/** Parts for each worker: enough that one that is held up leaves work to the others. */
const PARTS_PER_WORKER = 4;

/** Queries of a block in the kernels: a part that is a whole number of blocks wastes no rows. */
const BLOCK = 48;

/** One part: key heads of one batch entry, and queries. Ends are exclusive. */
interface Part {
  readonly entry: number;
  readonly kvHeads: readonly [number, number];
  readonly queries: readonly [number, number];
}

/** One part of a problem whose result is of the kind R. */
export interface Share<R = AttentionResult> {
  readonly work: Work;
  /** Its part of the whole work, 0 to 1. */
  readonly weight: number;
  /** Writes its result where it belongs in that of the whole. */
  place(part: R, whole: R): void;
}

export interface Plan<R = AttentionResult> {
  /** The result, to be filled. */
  readonly whole: R;
  readonly count: number;
  /** The parts, each copied when it is asked for, into buffers of the stock; the costly ones first. */
  shares(stock: Stock): Iterable<Share<R>>;
}

/**
 * How to share a request out, or null when one worker had better do it in one go. A single worker always
 * does: what it gains by computing while the page copies is less than what parts cost, by measurement.
 */
export function plan(request: AttentionRequest, workers: number): Plan | null {
  if (workers === 1) return null;
  const sizes = sizesOf(request);
  if (sizes === null) return null;
  const { batch, heads, qLen, kvLen, headDim, valueDim } = sizes;
  const work = batch * heads * qLen * kvLen * (headDim + valueDim);
  if (work < WORTH_SHARING) return null;
  const parts = partsOf(sizes, workers);
  const rows = batch * heads * qLen;
  return {
    whole: { out: new Float32Array(rows * valueDim), lse: new Float32Array(rows) },
    count: parts.length,
    *shares(stock) {
      for (const part of parts) yield shareOf(request, sizes, part, stock);
    },
  };
}

function partsOf({ batch, kvHeads, qLen }: Sizes, workers: number): Part[] {
  const wanted = workers * PARTS_PER_WORKER;
  // Several key heads together where there are many; several runs of queries where there are few.
  const together = Math.max(1, Math.floor((batch * kvHeads) / wanted));
  const runs = batch * kvHeads >= 2 * workers ? 1 : Math.ceil(wanted / (batch * kvHeads));
  const run = Math.ceil(qLen / runs / BLOCK) * BLOCK;
  const parts: Part[] = [];
  for (let entry = 0; entry < batch; entry++) {
    for (let head = 0; head < kvHeads; head += together) {
      for (let query = 0; query < qLen; query += run) {
        const queries = [query, Math.min(qLen, query + run)] as const;
        parts.push({ entry, kvHeads: [head, Math.min(kvHeads, head + together)], queries });
      }
    }
  }
  // Under a causal mask later queries see more keys: they must not come last, when nothing is left
  // for the other workers.
  return parts.sort((a, b) => b.queries[0] - a.queries[0]);
}

function shareOf(request: AttentionRequest, sizes: Sizes, part: Part, stock: Stock): Share {
  const { batch, heads, kvLen, headDim, valueDim, qLen } = sizes;
  const { entry, kvHeads: [firstKv, endKv], queries: [first, end] } = part;
  const group = heads / sizes.kvHeads;
  const ownHeads = [firstKv * group, endKv * group] as const;
  const keys = (array: Float32Array, width: number): Float32Array =>
    stock.copy(array.subarray((entry * sizes.kvHeads + firstKv) * kvLen * width, (entry * sizes.kvHeads + endKv) * kvLen * width));
  const valid = request.kvLengths?.[entry] ?? kvLen;
  const { offset } = request;
  const from = offset?.[offset.length === 1 ? 0 : entry] ?? valid - qLen;
  const rows = (width: number): Block => ({
    extents: [batch, heads, qLen, width],
    ranges: [[entry, entry + 1], ownHeads, [first, end], [0, width]],
  });
  const own: AttentionRequest = {
    ...request,
    q: gather(request.q, rows(headDim), stock),
    k: keys(request.k, headDim),
    v: keys(request.v, valueDim),
    batch: 1,
    heads: ownHeads[1] - ownHeads[0],
    kvHeads: endKv - firstKv,
    qLen: end - first,
    kvLen,
    offset: [from + first],
    kvLengths: request.kvLengths ? [valid] : null,
    mask: request.mask ? maskOf(request.mask, rows(1), stock) : null,
  };
  return {
    work: { kind: "attention", request: own, keep: null, room: stock.room(own.q, own.heads * own.qLen * valueDim) },
    weight: ((ownHeads[1] - ownHeads[0]) * (end - first)) / (batch * heads * qLen),
    place(result, whole) {
      scatter(result.out, whole.out, rows(valueDim));
      scatter(result.lse, whole.lse, rows(1));
    },
  };
}

/** The cells of a mask that a part sees; an axis of extent 1 holds for all. */
function maskOf({ kind, data, shape }: AttentionMask, { ranges }: Block, stock: Stock): AttentionMask {
  const extents = [...Array.from({ length: 4 - shape.length }, () => 1), ...shape] as unknown as Extents;
  const own = extents.map((extent, axis) => (axis < 3 && extent > 1 ? ranges[axis] : [0, extent])) as unknown as Block["ranges"];
  return { kind, data: gather(data, { extents, ranges: own }, stock), shape: own.map(([from, to]) => to - from) };
}

type Extents = readonly [number, number, number, number];
type Range = readonly [number, number];

/** A box of cells in a row-major array of four axes; the last axis is taken whole. */
interface Block {
  readonly extents: Extents;
  readonly ranges: readonly [Range, Range, Range, Range];
}

/** Where each run of neighbouring cells of a block begins, and how many cells a run has. */
function runsOf({ extents, ranges }: Block): { starts: number[]; length: number } {
  const [, heads, rows, width] = extents;
  const [entries, ownHeads, ownRows] = ranges;
  const starts: number[] = [];
  for (let entry = entries[0]; entry < entries[1]; entry++) {
    for (let head = ownHeads[0]; head < ownHeads[1]; head++) starts.push(((entry * heads + head) * rows + ownRows[0]) * width);
  }
  return { starts, length: (ownRows[1] - ownRows[0]) * width };
}

function gather<T extends Float32Array | Uint8Array>(from: T, block: Block, stock: Stock): T {
  const { starts, length } = runsOf(block);
  const cells = stock.take(from, starts.length * length);
  starts.forEach((start, run) => cells.set(from.subarray(start, start + length), run * length));
  return cells;
}

function scatter(cells: Float32Array, to: Float32Array, block: Block): void {
  const { starts, length } = runsOf(block);
  starts.forEach((start, run) => to.set(cells.subarray(run * length, (run + 1) * length), start));
}
