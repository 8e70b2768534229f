import { expect, it } from "vitest";
import { nameOf } from "./case";
import { casesOf, everything, presets } from "./selection";

it("has the sizes of the bench, small ones first within a kind", () => {
  const names = casesOf(presets.full).map(nameOf);
  expect(new Set(names).size).toBe(2 * (5 + 5 + 2));
  for (const n of [256, 1024, 2048, 4096]) expect(names).toContain(`attention n=${n} d=128 h=8 causal`);
  expect(names).toContain("decode kv=8192 d=64 h=8");
  expect(names.slice(0, 3)).toEqual(["attention n=256 d=64 h=8 full", "attention n=512 d=64 h=8 full", "attention n=1024 d=64 h=8 full"]);
});

it("leaves the largest and the widest out of a quick run", () => {
  const names = casesOf(presets.quick).map(nameOf);
  expect(names).toHaveLength(4 + 4 + 2);
  expect(names.some((name) => name.includes("4096") || name.includes("d=128"))).toBe(false);
});

it("follows what was chosen, in any order", () => {
  const chosen = casesOf({ ...everything, kinds: ["causal"], sizes: [1024, 256], widths: [128] });
  expect(chosen.map(nameOf)).toEqual(["attention n=256 d=128 h=8 causal", "attention n=1024 d=128 h=8 causal"]);
});
