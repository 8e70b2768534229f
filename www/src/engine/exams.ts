/** The package that questions a model's heads: its only importer, and itself imported with the first question. */
import * as generated from "./generated-exam/headwise_wasm.js";
import { compile, type Exams } from "./load";
import { bestSimd } from "./simd";

const SCALAR = new URL("./generated-exam/exam-scalar.wasm", import.meta.url);
const VECTORS = new URL("./generated-exam/exam-simd128.wasm", import.meta.url);

/** Fetches, compiles and starts it. One instance for each realm. */
export async function openExams(): Promise<Exams> {
  await generated.default({ module_or_path: await compile(bestSimd() === "scalar" ? SCALAR : VECTORS) });
  const { ExamJob, readHeads } = generated;
  return { ExamJob, readHeads, reset: () => generated.__wbg_reset_state() };
}
