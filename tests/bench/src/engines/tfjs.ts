/**
 * TensorFlow.js on WebAssembly. It has no attention of its own: two products and a softmax, in
 * the way in which it is fastest. One head at a time, since only a product of two plain matrices
 * takes its fast kernel; K transposed beforehand, since a product with `transposeB` does not take
 * it either; and no array returned through `tidy`, which would look for tensors in each element.
 */
import * as tf from "@tensorflow/tfjs-core";
import { setWasmPaths, version_wasm as version } from "@tensorflow/tfjs-backend-wasm";
import { familyOf } from "../../../../www/src/benchmark/case";
import type { AttentionProblem, ProjectionProblem } from "../../../../www/src/benchmark/problem";
import type { Engine, Setup } from "./engine";

export const wasm: Setup = async (problem) => {
  setWasmPaths(new URL("./peers/tfjs-backend-wasm/", document.baseURI).href);
  await tf.setBackend("wasm");
  await tf.ready();
  const about = { version, details: "simd128, 1 thread", lanes: "simd128", layout: "heads-first" } as const;
  return problem.kind === "projection" ? { ...about, ...projection(problem) } : { ...about, ...attention(problem) };
};

type Work = Pick<Engine, "run" | "dispose">;

function attention(problem: AttentionProblem): Work {
  const { headsFirst: { q, k, v }, heads, qLen, kvLen, headDim, causal } = problem;
  const mask = causal ? causalMask(qLen) : null;
  const scale = tf.scalar(1 / Math.sqrt(headDim));
  const of = (data: Float32Array, at: number, length: number): tf.Tensor2D =>
    tf.tensor2d(data.subarray(at * length * headDim, (at + 1) * length * headDim), [length, headDim]);
  const keysOf = (at: number) => tf.tidy(() => tf.transpose(of(k, at, kvLen)));
  // The keys and values of a decode stay.
  const kept = familyOf(problem) === "decode" ? Array.from({ length: heads }, (_, at) => [keysOf(at), of(v, at, kvLen)] as const) : [];
  const head = (at: number): tf.Tensor => tf.tidy(() => {
    const [keys, values] = kept[at] ?? [keysOf(at), of(v, at, kvLen)];
    const scores = tf.matMul(tf.mul(of(q, at, qLen), scale), keys);
    const weights = tf.softmax(mask ? tf.add(scores, mask) : scores);
    return tf.matMul(weights, values);
  });
  return {
    run: async () => {
      const out = new Float32Array(q.length);
      for (let at = 0; at < heads; at += 1) out.set(read(head(at)), at * qLen * headDim);
      return out;
    },
    dispose: () => tf.dispose([scale, ...(mask ? [mask] : []), ...kept.flat()]),
  };
}

function projection({ x, weights, rows, dIn, dOut }: ProjectionProblem): Work {
  const resident = tf.tensor2d(weights, [dIn, dOut]);
  return {
    run: async () => read(tf.tidy(() => tf.matMul(tf.tensor2d(x, [rows, dIn]), resident))),
    dispose: () => resident.dispose(),
  };
}

function read(tensor: tf.Tensor): Float32Array {
  const data = tensor.dataSync<"float32">();
  tensor.dispose();
  return data;
}

/** 0 where a query sees a key; elsewhere a score whose exponential is 0. */
function causalMask(length: number): tf.Tensor2D {
  const data = new Float32Array(length * length);
  for (let row = 0; row < length; row += 1) data.fill(-1e9, row * length + row + 1, (row + 1) * length);
  return tf.tensor2d(data, [length, length]);
}
