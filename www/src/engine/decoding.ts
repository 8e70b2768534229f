/** The package that also traces texts decoded over a cache: its only importer, and itself imported with the first. */
import * as generated from "./generated-decode/headwise_wasm.js";
import { compile, type Traces } from "./load";
import type { Sources } from "./sources";

/** Fetches, compiles and starts it. One instance for each realm. */
export async function openDecoding({ decoding }: Sources): Promise<Traces> {
  await generated.default({ module_or_path: await compile(decoding) });
  return { TraceJob: generated.TraceJob, reset: () => generated.__wbg_reset_state() };
}
