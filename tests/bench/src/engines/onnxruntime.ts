/** onnxruntime-web on a model of one node; the backends differ in the build that is imported. */
import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-web";
import type { Problem } from "../../../../www/src/benchmark/problem";
import { attentionModel, projectionModel } from "../onnx/model";
import type { Engine } from "./engine";

/** What is used of a build. */
export interface Runtime {
  readonly env: { readonly versions: { readonly web?: string }; readonly wasm: { wasmPaths?: unknown; numThreads?: number } };
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: TensorConstructor;
}

/** The runtime fetches its WebAssembly itself, from its own package. */
export function locate({ env }: Runtime, threads: number): void {
  env.wasm.wasmPaths = new URL("./peers/onnxruntime-web/", document.baseURI).href;
  env.wasm.numThreads = threads;
}

export async function open(
  runtime: Runtime,
  problem: Problem,
  provider: "wasm" | "webgpu",
  details: string,
): Promise<Engine> {
  const model = problem.kind === "attention" ? attentionModel(problem) : projectionModel(problem);
  const session = await runtime.InferenceSession.create(model, { executionProviders: [provider] });
  return {
    version: runtime.env.versions.web ?? "unknown",
    details,
    lanes: provider === "wasm" ? "simd128" : null,
    layout: "length-first",
    run: async () => {
      const { out } = await session.run(feeds(runtime, problem));
      if (!out || out.type !== "float32") throw new Error("the session gave no f32 tensor named out");
      const result = (await out.getData()) as Float32Array;
      out.dispose();
      return result;
    },
    dispose: () => void session.release(),
  };
}

/** Tensors around the caller's arrays: the session copies them in when it runs. */
function feeds({ Tensor }: Runtime, problem: Problem): Record<string, Tensor> {
  if (problem.kind === "projection") return { x: new Tensor("float32", problem.x, [problem.rows, problem.dIn]) };
  const { heads, qLen, kvLen, headDim, lengthFirst: { q, k, v } } = problem;
  const model = heads * headDim;
  return {
    q: new Tensor("float32", q, [1, qLen, model]),
    k: new Tensor("float32", k, [1, kvLen, model]),
    v: new Tensor("float32", v, [1, kvLen, model]),
  };
}
