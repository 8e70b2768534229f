/** The rate of arithmetic in registers on one core of this machine. */
import { limitModule, FLOPS_PER_PASS, type Lanes } from "./module";

/** Some 20 to 30 ms: as long as the shortest sample of an engine. */
const PASSES = 2_500_000;
/** Calls until the code is the optimising compiler's: it takes over between calls. */
const WARM_UP = 10;

/**
 * What to call for the rate of one core at this moment, in GFLOP/s. Clocks change, and a core may share
 * its units with a neighbour's: a limit says something about what is measured beside it.
 * @throws CompileError where the browser does not know the instructions.
 */
export async function openLimit(lanes: Lanes): Promise<() => number> {
  const { instance } = await WebAssembly.instantiate(limitModule(lanes));
  const run = instance.exports.run as (passes: number) => number;
  for (let call = 0; call < WARM_UP; call += 1) {
    run(PASSES);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return () => {
    const begun = performance.now();
    run(PASSES);
    return (PASSES * FLOPS_PER_PASS) / (performance.now() - begun) / 1e6;
  };
}
