/** The package about trained models: its only importer, and itself imported with the first model. */
import * as generated from "./generated-model/headwise_wasm.js";
import { compile, type Models } from "./load";
import { bestSimd } from "./simd";
import type { Sources } from "./sources";

/** Fetches, compiles and starts it. One instance for each realm. */
export async function openModels({ models }: Sources): Promise<Models> {
  await generated.default({ module_or_path: await compile(bestSimd() === "scalar" ? models.scalar : models.simd128) });
  const { TraceJob, loadModel, ExamJob, readHeads } = generated;
  return { TraceJob, loadModel, ExamJob, readHeads, reset: () => generated.__wbg_reset_state() };
}
