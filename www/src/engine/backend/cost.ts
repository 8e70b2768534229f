/** What a call costs, in closed form: the same counts for both backends. */
import type { WireOperand, Work } from "../messages";

export interface Cost {
  readonly kind: "attention" | "project";
  /** Multiplications and additions. A causal mask leaves half of them. */
  readonly flops: number;
  /** Of arrays that are sent and of the result. */
  readonly bytes: number;
}

/** Null for work of which there is nothing to choose. Sizes that make no sense give NaN, which is less than nothing. */
export function costOf(work: Work): Cost | null {
  if (work.kind === "attention") {
    const { q, k, v, batch, heads, qLen, kvLen, headDim, valueDim, causal } = work.request;
    const [keys, width] = [kvLen ?? qLen, valueDim ?? headDim];
    const rows = (batch ?? 1) * heads * qLen;
    const seen = causal === true && qLen > 1 ? 0.5 : 1;
    const results = work.keep === null ? 4 * rows * (width + 1) : 0;
    return { kind: "attention", flops: 2 * rows * keys * (headDim + width) * seen, bytes: sent([q, k, v]) + results };
  }
  if (work.kind === "project") {
    const { x, w, bias, rows, dIn, dOut } = work.request;
    return { kind: "project", flops: 2 * rows * dIn * dOut, bytes: sent([x, w, bias]) + (work.keep === null ? 4 * rows * dOut : 0) };
  }
  return null;
}

function sent(operands: readonly (WireOperand | null | undefined)[]): number {
  return operands.reduce((sum, operand) => sum + (operand instanceof Float32Array ? operand.byteLength : 0), 0);
}
