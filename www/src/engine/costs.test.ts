import { beforeAll, describe, expect, it } from "vitest";
import { openCalculator, type Calculator, type CostSetting } from "./costs";

let calculator: Calculator;
beforeAll(async () => {
  calculator = await openCalculator();
});

function setting(id: string, wanted: Partial<CostSetting> = {}): CostSetting {
  const model = calculator.models.find((one) => one.id === id)?.model;
  const h100 = calculator.machines.find((one) => one.id === "h100");
  if (!model || !h100) throw new Error(`no ${id}`);
  const { memory, bandwidth, peaks } = h100;
  const machine = { memory, bandwidth, flops: peaks.f16 };
  return { model, storage: { weights: 2, cache: 2 }, batch: 1, tokens: 4096, machine, devices: 1, ...wanted };
}

describe("the calculator", () => {
  it("knows models and machines, each by a name of its own and with a source", () => {
    for (const list of [calculator.models, calculator.machines]) {
      expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
      expect(list.every(({ source }) => source.length > 10)).toBe(true);
    }
    expect(calculator.models.length).toBeGreaterThanOrEqual(8);
  });

  it("gives the core's figures", () => {
    const sheet = calculator.sheet(setting("llama-2-7b"));
    expect(sheet.parameters).toBe(6_738_415_616);
    expect(sheet.cache).toMatchObject({ token: 524_288, text: 2 ** 31 });
    expect(sheet.fit).toBe(30);
    expect(sheet.decode.roof.memoryBound).toBe(true);
    expect(calculator.sheet(setting("gpt-3")).fit).toBe(null);
  });

  it("gives counts beyond 2^53 as the nearest number", () => {
    const { flops } = calculator.sheet(setting("gpt-3", { batch: 1024 })).prefill;
    expect(flops).toBeGreaterThan(2 ** 53);
    expect(flops / (2 * 174.6e9 * 1024 * 4096)).toBeCloseTo(1.05, 1);
  });

  it("draws a cache against its tokens", () => {
    const { model } = setting("mistral-7b");
    expect([...calculator.cacheCurve({ model, tokens: [1, 4096, 8192], element: 1 })]).toEqual([65_536, 2 ** 28, 2 ** 28]);
  });

  it.each([
    ["a batch of none", { batch: 0 }, "bad-setting"],
    ["a negative length", { tokens: -1 }, "bad-request"],
    ["half a text", { batch: 0.5 }, "bad-request"],
    ["a count beyond 64 bits", { batch: 4e9, tokens: 4e9 }, "too-large"],
    ["bandwidth that is no number", { machine: { memory: 1, bandwidth: Number.NaN, flops: 1 } }, "bad-setting"],
  ] as const)("refuses %s, and goes on", (_, wanted, code) => {
    expect(() => calculator.sheet(setting("llama-3-8b", wanted))).toThrow(expect.objectContaining({ code }));
    expect(calculator.sheet(setting("llama-3-8b")).parameters).toBe(8_030_261_248);
  });

  it("refuses heads that do not divide, naming both", () => {
    const { model } = setting("llama-3-8b");
    const attention = { kind: "grouped", heads: 32, kvHeads: 5, headDim: 128 } as const;
    expect(() => calculator.sheet(setting("llama-3-8b", { model: { ...model, attention } })))
      .toThrow(expect.objectContaining({ code: "heads-do-not-divide", left: [32], right: [5] }));
  });
});
