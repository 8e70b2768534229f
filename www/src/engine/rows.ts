/**
 * Parts of a projection: runs of rows, one for each worker that holds the weights. They are posted at once,
 * so that whatever is done to the weights afterwards comes after them in every worker.
 */
import { isTensor, type WireOperand } from "./messages";
import type { Plan, Share } from "./shares";
import type { Stock } from "./stock";
import type { ProjectRequest } from "./types";

/** Rows of a block in the kernels: a part that is a whole number of blocks wastes none. */
const BLOCK = 48;

const KNOWN = new Set(["x", "w", "bias", "rows", "dIn", "dOut"]);

/** A projection that can be shared out: weights that stay, rows that come with the call. */
export interface Divisible {
  readonly x: Float32Array;
  /** Id of the weights' tensor. */
  readonly weights: number;
  readonly bias: Float32Array | null;
  readonly rows: number;
  readonly dIn: number;
  readonly dOut: number;
}

/** Null for anything unusual: one worker does that, or refuses it in the caller's own terms. */
export function divisible(request: ProjectRequest<WireOperand>): Divisible | null {
  const { x, w, bias = null, rows, dIn, dOut } = request;
  if (Object.keys(request).some((field) => !KNOWN.has(field))) return null;
  if (![rows, dIn, dOut].every((size) => Number.isSafeInteger(size) && size >= 1)) return null;
  if (!isTensor(w) || !(x instanceof Float32Array) || x.length !== rows * dIn) return null;
  if (bias !== null && !(bias instanceof Float32Array && bias.length === dOut)) return null;
  return { x, weights: w.tensor, bias, rows, dIn, dOut };
}

/** How to share it out among so many, or null where there are too few rows. */
export function rowPlan({ x, weights, bias, rows, dIn, dOut }: Divisible, workers: number): Plan<Float32Array> | null {
  const run = Math.ceil(rows / workers / BLOCK) * BLOCK;
  const count = Math.ceil(rows / run);
  if (count < 2) return null;
  const share = (part: number, stock: Stock): Share<Float32Array> => {
    const [first, end] = [part * run, Math.min(rows, (part + 1) * run)];
    const request = {
      x: stock.copy(x.subarray(first * dIn, end * dIn)), w: { tensor: weights }, bias: bias && stock.copy(bias),
      rows: end - first, dIn, dOut,
    };
    return {
      work: { kind: "project", request, keep: null, room: stock.room(request.x, request.rows * dOut) },
      weight: (end - first) / rows,
      place: (result, whole) => whole.set(result, first * dOut),
    };
  };
  return {
    whole: new Float32Array(rows * dOut),
    count,
    *shares(stock) {
      for (let part = 0; part < count; part++) yield share(part, stock);
    },
  };
}
