/** Questions to the shipped model's heads, through the engine. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine, type Engine, type ModelFiles } from "./index";

const read = (name: string) => new Uint8Array(readFileSync(new URL(`../../public/model/${name}`, import.meta.url)));
const files: ModelFiles = { config: read("config.json"), tensors: read("model.safetensors") };

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ backend: "cpu", threads: 1 });
});
afterAll(() => engine.dispose());

describe("an exam", () => {
  it("rises in progress and finds copying broken without the induction head", async () => {
    const told: number[] = [];
    const whole = await engine.exam(files, { headsOff: [] }, { onProgress: (share) => told.push(share) });
    const without = await engine.exam(files, { headsOff: [[1, 3]] });
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
    expect(whole.copying.right / whole.copying.of).toBeGreaterThan(0.95);
    expect(without.copying.right / without.copying.of).toBeLessThan(0.3);
    expect(without.natsPerToken - whole.natsPerToken).toBeGreaterThan(0.5);
    expect(without.tokens).toBe(whole.tokens);
  });

  it("stops when it is cancelled, and the next call works", async () => {
    const control = new AbortController();
    const exam = engine.exam(files, { headsOff: [] }, { signal: control.signal });
    control.abort();
    await expect(exam).rejects.toMatchObject({ code: "cancelled" });
    await expect(engine.readHeads(files, { text: "the dogs run", headsOff: [] })).resolves.toMatchObject({ tokens: ["<begin>", "the", "dogs", "run"] });
  });

  it.each([
    ["a head that there is not", () => engine.exam(files, { headsOff: [[3, 0]] }), "bad-request"],
    ["files that are no model", () => engine.exam({ ...files, tensors: new Uint8Array(9) }, { headsOff: [] }), "bad-model"],
    ["a text without words", () => engine.readHeads(files, { text: " ", headsOff: [] }), "empty-text"],
    ["neither text nor relation", () => engine.readHeads(files, { headsOff: [] }), "bad-request"],
  ])("refuses %s", async (_, ask, code) => {
    await expect(ask()).rejects.toMatchObject({ code });
  });
});

describe("a reading", () => {
  it("has rows of weights that add up to 1, nothing ahead, and the gold relation of an example", async () => {
    const { tokens: { length: n }, weights, gold } = await engine.readHeads(files, { relation: "verb-subject", example: 1, headsOff: [] });
    expect(weights).toHaveLength(18 * n * n);
    for (let row = 0; row < 18 * n; row += 1) {
      const cells = weights.subarray(row * n, (row + 1) * n);
      expect(cells.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
      expect(cells.subarray((row % n) + 1).every((weight) => weight === 0)).toBe(true);
    }
    expect(gold.some(({ kind }) => kind === "verb-subject")).toBe(true);
  });
});
