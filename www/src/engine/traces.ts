/** The package that makes traces with drawn weights: its only importer, and itself imported with the first. */
import * as generated from "./generated-trace/headwise_wasm.js";
import { compile, type Traces } from "./load";

const ADDRESS = new URL("./generated-trace/trace.wasm", import.meta.url);

/** Fetches, compiles and starts it. One instance for each realm. */
export async function openTraces(): Promise<Traces> {
  await generated.default({ module_or_path: await compile(ADDRESS) });
  return { TraceJob: generated.TraceJob, reset: () => generated.__wbg_reset_state() };
}
