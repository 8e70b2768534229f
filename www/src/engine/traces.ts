/** The package that makes traces with drawn weights: its only importer, and itself imported with the first. */
import * as generated from "./generated-trace/headwise_wasm.js";
import { compile, type Traces } from "./load";
import type { Sources } from "./sources";

/** Fetches, compiles and starts it. One instance for each realm. */
export async function openTraces({ traces }: Sources): Promise<Traces> {
  await generated.default({ module_or_path: await compile(traces) });
  return { TraceJob: generated.TraceJob, reset: () => generated.__wbg_reset_state() };
}
