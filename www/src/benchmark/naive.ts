/**
 * Attention as one would write it down first: typed arrays, three plain loops and a softmax.
 *
 *     for each head and query i:  s_j = q_i . k_j / sqrt(d),  w = softmax(s),  o_i = sum_j w_j v_j
 *
 * What the kernels are compared with on the page: no tiles, no vectors, no threads, no WebAssembly.
 */
import type { AttentionProblem } from "./problem";

/** `[heads, qLen, headDim]`, in f32. */
export function naiveAttention(problem: AttentionProblem): Float32Array {
  const { heads, qLen, kvLen, headDim, causal, headsFirst: { q, k, v } } = problem;
  const out = new Float32Array(heads * qLen * headDim);
  const weights = new Float32Array(kvLen);
  const scale = 1 / Math.sqrt(headDim);
  for (let head = 0; head < heads; head += 1) {
    for (let i = 0; i < qLen; i += 1) {
      const query = (head * qLen + i) * headDim;
      // The last query stands beside the last key.
      const seen = causal ? kvLen - qLen + i + 1 : kvLen;
      let most = -Infinity;
      for (let j = 0; j < seen; j += 1) {
        const key = (head * kvLen + j) * headDim;
        let dot = 0;
        for (let d = 0; d < headDim; d += 1) dot += (q[query + d] as number) * (k[key + d] as number);
        weights[j] = dot * scale;
        most = Math.max(most, dot * scale);
      }
      let total = 0;
      for (let j = 0; j < seen; j += 1) {
        const weight = Math.exp((weights[j] as number) - most);
        weights[j] = weight;
        total += weight;
      }
      for (let j = 0; j < seen; j += 1) {
        const weight = (weights[j] as number) / total;
        const value = (head * kvLen + j) * headDim;
        for (let d = 0; d < headDim; d += 1) out[query + d] = (out[query + d] as number) + weight * (v[value + d] as number);
      }
    }
  }
  return out;
}
