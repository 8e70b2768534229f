/** Which calls are so short that the way to a worker and back is a good part of them. */
import { costOf } from "./backend/cost";
import { isTensor, type Work } from "./messages";

/** Multiplications and additions: decoding over 8192 positions of 8 heads, 64 wide, which takes some 3 ms. */
const SHORT = 1 << 24;

/** The tensors that a short call reads, by their ids; null for any other work. What is kept stays in the worker. */
export function shortOver(work: Work): number[] | null {
  if ((work.kind !== "attention" && work.kind !== "project") || work.keep !== null) return null;
  // Sizes that make no sense give NaN: a worker refuses them.
  if (!((costOf(work)?.flops ?? Number.NaN) <= SHORT)) return null;
  if (work.kind === "project") return idsOf(work.request.x, work.request.w, work.request.bias);
  const { q, k, v, scores } = work.request;
  // Scores are the reference's, which is slow and takes no rest.
  return (scores ?? null) === null ? idsOf(q, k, v) : null;
}

function idsOf(...operands: Parameters<typeof isTensor>[0][]): number[] {
  return operands.filter(isTensor).map(({ tensor }) => tensor);
}
