/** The rate of arithmetic in registers on one core of this machine. */
import { median } from "../../../../www/src/benchmark/statistics";
import { measure, type Plan } from "../../../../www/src/benchmark/measure";
import { FLOPS_PER_PASS, limitModule, type Lanes } from "./module";

/** About a tenth of a second. */
const PASSES = 10_000_000;

/** GFLOP/s of one core; null where the browser does not know the instructions. */
export async function measureLimit(lanes: Lanes, plan: Plan): Promise<number | null> {
  const code = limitModule(lanes);
  if (!WebAssembly.validate(code)) return null;
  const { instance } = await WebAssembly.instantiate(code);
  const run = instance.exports.run as (passes: number) => number;
  const { samples } = await measure(async () => run(PASSES), plan);
  return (PASSES * FLOPS_PER_PASS) / median(samples) / 1e6;
}
