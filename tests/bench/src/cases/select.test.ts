import { describe, expect, it } from "vitest";
import { nameOf, type Family } from "../../../../www/src/benchmark/case";
import { select } from "./select";

const families: Family[] = ["full", "causal", "decode", "projection"];
const usual = { sizes: null, widths: null, families, quick: false };

describe("the cases", () => {
  it("are all the sizes, widths and masks, each once", () => {
    const names = select(usual).map(nameOf);
    expect(new Set(names).size).toBe(names.length);
    // 4 sizes, 2 widths, 2 masks; 2 caches, 2 widths; the odd size; 2 projections.
    expect(names.length).toBe(16 + 4 + 1 + 2);
    expect(names).toContain("attention n=4096 d=128 h=8 causal");
    expect(names).toContain("decode kv=8192 d=64 h=8");
  });

  it("leave the largest out of a quick run", () => {
    const names = select({ ...usual, quick: true }).map(nameOf);
    expect(names.some((name) => name.includes("4096") || name.includes("d=128"))).toBe(false);
    expect(names).toContain("attention n=2048 d=64 h=8 causal");
  });

  it("follow what was asked for", () => {
    const chosen = select({ ...usual, sizes: [1000], widths: [80], families: ["full"] });
    expect(chosen.map(nameOf)).toEqual(["attention n=1000 d=80 h=8 full"]);
  });
});
