import { expect, it } from "vitest";
import { limitModule } from "./module";

it("is a module whose chains converge to b / (1 - a) = 2 in each of twelve accumulators", async () => {
  const { instance } = await WebAssembly.instantiate(limitModule("simd128"));
  const run = instance.exports.run as (passes: number) => number;
  expect(run(100)).toBe(24);
  // One pass is four steps: acc / 16 + 15 / 8, summed over acc = 3 to 14.
  expect(run(1)).toBeCloseTo(102 / 16 + (12 * 15) / 8, 5);
});

it("differs from its relaxed form in the operation alone", async () => {
  const module = limitModule("relaxed");
  expect(module.length).toBeLessThan(limitModule("simd128").length);
  if (!WebAssembly.validate(module)) return;
  const { instance } = await WebAssembly.instantiate(module);
  expect((instance.exports.run as (passes: number) => number)(100)).toBe(24);
});
