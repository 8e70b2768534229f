/**
 * TensorFlow.js on WebAssembly. It has no attention of its own: two products and a softmax, in
 * the way in which it is fastest. One head at a time, since only a product of two plain matrices
 * takes its fast kernel; K transposed beforehand, since a product with `transposeB` does not take
 * it either; and no array returned through `tidy`, which would look for tensors in each element.
 */
import * as tf from "@tensorflow/tfjs-core";
import { setWasmPaths, version_wasm as version } from "@tensorflow/tfjs-backend-wasm";
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

function attention({ headsFirst: { q, k, v }, heads, qLen, kvLen, headDim, causal }: AttentionProblem): Work {
  const mask = causal ? causalMask(qLen) : null;
  const scale = tf.scalar(1 / Math.sqrt(headDim));
  const head = (at: number): tf.Tensor => tf.tidy(() => {
    const of = (data: Float32Array, length: number) =>
      tf.tensor2d(data.subarray(at * length * headDim, (at + 1) * length * headDim), [length, headDim]);
    const scores = tf.matMul(tf.mul(of(q, qLen), scale), tf.transpose(of(k, kvLen)));
    const weights = tf.softmax(mask ? tf.add(scores, mask) : scores);
    return tf.matMul(weights, of(v, kvLen));
  });
  return {
    run: async () => {
      const out = new Float32Array(q.length);
      for (let at = 0; at < heads; at += 1) out.set(read(head(at)), at * qLen * headDim);
      return out;
    },
    dispose: () => tf.dispose(mask ? [scale, mask] : [scale]),
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
