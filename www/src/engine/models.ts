/** The package about trained models: its only importer, and itself imported with the first model. */
import * as generated from "./generated-model/headwise_wasm.js";
import { compile, type Models } from "./load";
import { bestSimd } from "./simd";

const SCALAR = new URL("./generated-model/model-scalar.wasm", import.meta.url);
const VECTORS = new URL("./generated-model/model-simd128.wasm", import.meta.url);

/** Fetches, compiles and starts it. One instance for each realm. */
export async function openModels(): Promise<Models> {
  await generated.default({ module_or_path: await compile(bestSimd() === "scalar" ? SCALAR : VECTORS) });
  const { TraceJob, loadModel, ExamJob, readHeads } = generated;
  return { TraceJob, loadModel, ExamJob, readHeads, reset: () => generated.__wbg_reset_state() };
}
