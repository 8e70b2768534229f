/** The GPU that a page gets. */
import type { Problem } from "../../../../www/src/benchmark/problem";
import { flops } from "../../../../www/src/benchmark/case";
import { Unavailable } from "./engine";

/** FLOPs that a GPU emulated on the CPU does in seconds; more would take minutes a run. */
const SOFTWARE_BUDGET = 2.5e9;

/**
 * The adapter's name.
 * @throws Unavailable when there is none, or when it is emulated and the problem is large.
 */
export async function adapterFor(problem: Problem): Promise<string> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) throw new Unavailable("no WebGPU adapter");
  const { vendor, architecture, description } = adapter.info;
  const name = description || [vendor, architecture].filter(Boolean).join(" ") || "unnamed adapter";
  if (/swiftshader|llvmpipe|lavapipe/iu.test(`${name} ${architecture}`) && flops(problem) > SOFTWARE_BUDGET) {
    throw new Unavailable(`too large for the emulated adapter (${name})`);
  }
  return name;
}
