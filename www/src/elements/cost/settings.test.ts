import { beforeAll, describe, expect, it } from "vitest";
import { openCalculator, type Calculator } from "../../engine/costs";
import { parseAmount, parseCount } from "./fields";
import { Form } from "./form";
import { batchSteps, nearestStep, tokenSteps } from "./ladder";
import { figuresOf, initialCost, readCost, settingOf, sizesOf, writeCost } from "./settings";
import { attentionName, flat, nested } from "./sizes";
import { amount, binary, count, whole } from "./units";

let calculator: Calculator;
beforeAll(async () => {
  calculator = await openCalculator();
});

const read = (query: string) => {
  const parameters = new URLSearchParams(query);
  return readCost(calculator, (attribute) => parameters.get(attribute));
};

describe("sizes", () => {
  it("are the same flat and nested, for every model", () => {
    for (const { model } of calculator.models) expect(nested(flat(model))).toEqual(model);
  });

  it("name the attention", () => {
    expect(calculator.models.map(({ id, model }) => `${id} ${attentionName(flat(model))}`)).toEqual(expect.arrayContaining([
      "gpt-3 MHA", "llama-3-8b GQA", "gemma-2b MQA", "deepseek-v3 MLA",
    ]));
  });
});

describe("the address", () => {
  it.each([
    "", "model=deepseek-v3&tokens=32768&batch=64&devices=8&weights=fp8&machine=h200", "kv-heads=4&head-dim=96&window=512&tied=true&bias=false",
    "attention=latent&feed-forward=experts&rank=256", "memory=24&bandwidth=504.2&peak=40", "model=gpt-3&theme=dark&compare=", "arithmetic=fp8&machine=mi300x",
  ])("comes back as it was written: %s", (query) => {
    const { settings, notices } = read(query);
    expect(notices).toEqual([]);
    const written = new URLSearchParams(writeCost(settings));
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(new URLSearchParams(query)));
    expect(read(written.toString()).settings).toEqual(settings);
  });

  it("says what it could not take, and keeps what was", () => {
    const { settings, notices } = read("model=llama-9&tokens=0&batch=-3&heads=1.5&memory=lots&weights=f8&compare=gpt-3,gpt-9");
    expect(settings).toEqual({ ...initialCost, weights: initialCost.weights, compare: ["gpt-3"] });
    expect(notices).toHaveLength(7);
    expect(notices.join("\n")).toMatch(/No model here is called “llama-9”|No model here/u);
  });

  it("takes f16 on a machine without a peak for what it should multiply", () => {
    expect(read("machine=a100&arithmetic=fp8").settings.arithmetic).toBe("f16");
  });
});

describe("what the engine is asked", () => {
  it("has the reader's figures above the published ones, in bytes and operations", () => {
    const { settings } = read("model=mistral-7b&kv-heads=32&window=0&memory=24.5&arithmetic=int8&weights=f32&cache=int8");
    expect(sizesOf(calculator, settings)).toMatchObject({ kvHeads: 32, window: 0, heads: 32 });
    expect(figuresOf(calculator, settings)).toEqual({ memory: 24.5, bandwidth: 3350, peak: 1978.9 });
    expect(settingOf(calculator, settings)).toMatchObject({
      storage: { weights: 4, cache: 1 }, machine: { memory: 24.5e9, bandwidth: 3.35e12, flops: 1978.9e12 }, model: { window: null },
    });
  });
});

describe("typed text", () => {
  it.each([["8192", 8192], [" 8,192 ", 8192], ["128 000", 128_000], ["1e3", 1000], ["4294967295", 2 ** 32 - 1]])("%s is %d", (text, value) => {
    expect(parseCount(text, "T", 1)).toEqual({ value, problem: "" });
  });

  it.each(["", "0", "-1", "1.5", "eight", "4294967296", "1e400", "NaN"])("“%s” is no count", (text) => {
    expect(parseCount(text, "Layers", 1)).toEqual({ value: null, problem: "Layers must be a whole number from 1 to 4,294,967,295." });
  });

  it.each(["", "0", "-2", "Infinity", "2e6"])("“%s” is no amount", (text) => {
    expect(parseAmount(text, "Memory", 1e6).problem).toBe("Memory must be a number above 0, at most 1,000,000.");
  });

  it("stays in its field with the reason until it can be taken", () => {
    const form = new Form();
    expect(form.type("kv-heads", "x", initialCost)).toBe(null);
    form.leave("kv-heads");
    expect([form.text("kv-heads", 8), form.problem("kv-heads")]).toEqual(["x", "Key heads must be a whole number from 1 to 4,294,967,295."]);
    expect(form.type("kv-heads", "4", initialCost)?.sizes).toEqual({ kvHeads: 4 });
    form.leave("kv-heads");
    expect([form.text("kv-heads", 4096), form.problem("kv-heads")]).toEqual(["4,096", ""]);
    expect(form.type("memory", "24", initialCost)?.figures).toEqual({ memory: 24 });
    expect(form.type("tokens", "512", initialCost)?.tokens).toBe(512);
  });
});

describe("steps", () => {
  it("are powers of two and their halves, to the ends", () => {
    expect(batchSteps.slice(0, 6)).toEqual([1, 2, 3, 4, 6, 8]);
    expect([batchSteps.at(-1), tokenSteps.at(-1)]).toEqual([4096, 2 ** 20]);
    expect(tokenSteps[nearestStep(tokenSteps, 8000)]).toBe(8192);
    expect(tokenSteps[nearestStep(tokenSteps, 4e9)]).toBe(2 ** 20);
  });
});

describe("amounts", () => {
  it.each([
    [80e9, "B", "80 GB"], [1_073_741_824, "B", "1.07 GB"], [131_072, "B", "131 KB"], [999.6e6, "B", "1.00 GB"], [16.06e9, "B", "16.1 GB"],
    [0.0096, "s", "9.6 ms"], [0.009_612, "s", "9.61 ms"], [2.04e-7, "s", "204 ns"], [9.894e14, "FLOP/s", "989 TFLOP/s"], [-2e12, "B", "−2 TB"], [0, "B", "0 B"], [1.5e27, "B", "1,500 YB"],
  ])("%d %s is %s", (value, unit, text) => {
    expect(amount(value, unit)).toBe(text);
  });

  it("and counts", () => {
    expect([8_030_261_248, 671e9, 266_240, 999_600_000, 1.2e13].map(count)).toEqual(["8.03 B", "671 B", "266,240", "1.00 B", "12.0 T"]);
    expect([whole(1234.4), whole(2e18), binary(8192), binary(1000), binary(2 ** 20)]).toEqual(["1,234", "2.00 × 10^18", "8K", "1,000", "1M"]);
  });
});
