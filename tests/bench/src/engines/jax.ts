/** jax-js: its own dot-product attention, traced and compiled once by `jit`. */
import { defaultDevice, init, jit, nn, numpy as np, type Array as JaxArray } from "@jax-js/jax";
import type { AttentionProblem, ProjectionProblem } from "../../../../www/src/benchmark/problem";
import { familyOf } from "../../../../www/src/benchmark/case";
import { devDependencies } from "../../package.json";
import { adapterFor } from "./adapter";
import { Unavailable, type Engine, type Setup } from "./engine";

/** Pinned exactly: the package itself does not say. */
const version = devDependencies["@jax-js/jax"];

export function on(device: "wasm" | "webgpu"): Setup {
  return async (problem) => {
    const details = device === "webgpu" ? await adapterFor(problem) : "simd128, 1 thread";
    const devices = await init(device);
    if (!devices.includes(device)) throw new Unavailable(`jax-js has no device ${device} here`);
    defaultDevice(device);
    const lanes = device === "wasm" ? "simd128" : null;
    const about = { version, details, lanes, layout: "length-first" } as const;
    return problem.kind === "projection" ? { ...about, ...projection(problem) } : { ...about, ...attention(problem) };
  };
}

type Work = Pick<Engine, "run" | "dispose">;

/** Calls consume their arguments, as everywhere in jax-js. */
function attention(problem: AttentionProblem): Work {
  const { lengthFirst: { q, k, v }, heads, qLen, kvLen, headDim, causal } = problem;
  const compiled = jit((query: JaxArray, key: JaxArray, value: JaxArray) =>
    nn.dotProductAttention(query, key, value, { isCausal: causal }));
  const array = (data: Float32Array, length: number) => np.array(data, { shape: [1, length, heads, headDim] });
  // The keys and values of a decode stay.
  const kept = familyOf(problem) === "decode" ? [array(k, kvLen), array(v, kvLen)] as const : null;
  return {
    run: () => {
      const [keys, values] = kept ? [kept[0].ref, kept[1].ref] : [array(k, kvLen), array(v, kvLen)];
      return read(compiled(array(q, qLen), keys, values));
    },
    dispose: () => {
      compiled.dispose();
      for (const resident of kept ?? []) resident.dispose();
    },
  };
}

function projection({ x, weights, rows, dIn, dOut }: ProjectionProblem): Work {
  const resident = np.array(weights, { shape: [dIn, dOut] });
  const compiled = jit((left: JaxArray, right: JaxArray) => np.matmul(left, right));
  return {
    run: () => read(compiled(np.array(x, { shape: [rows, dIn] }), resident.ref)),
    dispose: () => {
      compiled.dispose();
      resident.dispose();
    },
  };
}

async function read(array: JaxArray): Promise<Float32Array> {
  const data = await array.data();
  if (data instanceof Float32Array) return data;
  throw new Error("jax-js returned no f32");
}
