/** Every formula of the sheet, with the numbers that stand in it, makes what the engine counted. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { openCalculator, type Calculator } from "../../engine/costs";
import { cacheFigures } from "./figures/cache";
import type { Figure } from "./figures/figure";
import { memoryFigures } from "./figures/memory";
import { roofFigures } from "./figures/roof";
import { workFigures } from "./figures/work";
import { references } from "./references";
import { boundsOf, leadOf, stepSentence } from "./sentences";
import { initialCost, type CostSettings } from "./settings";
import { compute } from "./state";
import { evaluate } from "./testing/evaluate";

const formulas = JSON.parse(readFileSync(new URL("./formulas.json", import.meta.url), "utf8")) as Readonly<Record<string, string>>;

let calculator: Calculator;
beforeAll(async () => {
  calculator = await openCalculator();
});

function figures(wanted: Partial<CostSettings>): readonly Figure[] {
  const { facts } = compute(calculator, { ...initialCost, ...wanted });
  return [cacheFigures, memoryFigures, workFigures, roofFigures].flatMap((make) => make(facts));
}

const ids = ["llama-2-7b", "llama-2-70b", "llama-3-8b", "llama-3-70b", "llama-3-405b", "gemma-2b", "gemma-7b", "mistral-7b", "gpt-3", "deepseek-v2", "deepseek-v3"];
const own: readonly [string, Partial<CostSettings>][] = [
  ["a window longer than the text", { model: "mistral-7b", tokens: 100 }],
  ["a text of one token", { model: "deepseek-v3", tokens: 1, batch: 1 }],
  ["latents without a latent of queries", { model: "deepseek-v2", sizes: { queryRank: 0 } }],
  ["latents in a window", { model: "deepseek-v2", sizes: { window: 100 } }],
  ["latents so narrow that they are rebuilt", { model: "deepseek-v2", tokens: 8, sizes: { headDim: 1, valueDim: 1, rank: 64 } }],
  ["tied experts", { model: "deepseek-v3", sizes: { tied: true } }],
  ["experts with learned positions", { model: "deepseek-v3", sizes: { positions: 4096 } }],
  ["tied experts with learned positions", { model: "deepseek-v3", sizes: { tied: true, positions: 4096 } }],
  ["untied learned positions", { model: "gpt-3", sizes: { tied: false } }],
  ["eight bits on a machine of one’s own", { weights: "int8", cache: "fp8", figures: { memory: 24, bandwidth: 500, peak: 40 } }],
];
const used = new Set<string>();

describe("formulas", () => {
  it.each<readonly [string, Partial<CostSettings>]>([...ids.map((model) => [model, { model, devices: 16 }] as const), ...own])("make what is counted: %s", (_, wanted) => {
    for (const { title, lines } of figures(wanted)) {
      for (const { formula, values, result, label } of lines) {
        if (formula === null) continue;
        used.add(formula);
        const tex = formulas[formula];
        if (tex === undefined) throw new Error(`no formula ${formula}`);
        const made = evaluate(tex, values);
        expect(Math.abs(made - result), `${title} ${label}: ${tex} makes ${made}, not ${result}`).toBeLessThanOrEqual(1e-9 * result);
      }
    }
  });

  it("all stand somewhere", () => {
    expect(Object.keys(formulas).filter((key) => !used.has(key))).toEqual([]);
  });

  it("name papers that the list has, and no symbol twice", () => {
    const sheets = [...ids.map((model) => ({ model })), ...own.map(([, wanted]) => wanted)].map(figures);
    for (const all of sheets) expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    const sources = [...sheets.flatMap((all) => all.map(({ source }) => source)), ...calculator.models.map(({ source }) => source)];
    const cited = new Set(sources.flatMap((source) => [...source.matchAll(/(?:[A-Z][\w-]*(?: Team| et al\.| and [A-Z]\w+|, [A-Z]\w+ and [A-Z]\w+)? )\d{4}[ab]?/gu)].map(([name]) => name)));
    expect([...cited].toSorted()).toEqual(references.map(({ name }) => name).toSorted());
  });
});

describe("sentences", () => {
  const told = (wanted: Partial<CostSettings>) => leadOf(compute(calculator, { ...initialCost, ...wanted }));

  it("say how many texts fit", () => {
    expect(told({})).toBe("Llama 3 8B keeps 131 KB for every token, 1.07 GB for a text of 8,192. Beside 16.1 GB of weights, 59 such texts fit in the 80 GB of NVIDIA H100 SXM.");
    expect(told({ batch: 60 })).toMatch(/59 such texts fit .*, fewer than the 60 asked for\.$/u);
    expect(told({ tokens: 400_000 })).toMatch(/one such text fits/u);
    expect(told({ tokens: 800_000 })).toMatch(/not one such text fits/u);
    expect(told({ model: "gpt-3" })).toMatch(/Its 349 GB of weights alone do not fit in the 80 GB of NVIDIA H100 SXM\.$/u);
    expect(told({ model: "gpt-3", devices: 8, figures: { memory: 100 } })).toMatch(/in the 800 GB of 8 × your machine/u);
    expect(told({ model: "mistral-7b" })).toMatch(/131 KB for every token among the last 4,096, 537 MB for a text of 8,192/u);
    expect(told({ sizes: { kvHeads: 32 } })).toMatch(/^Llama 3 8B, changed keeps 524 KB/u);
  });

  it("say what bounds both passes, and what a step along the roof does", () => {
    const computed = compute(calculator, initialCost);
    expect(boundsOf(computed)).toMatch(/^Decoding 16 texts at once does 9\.60 operations .* bound by memory; prefill does .* bound by arithmetic\. The roofs of the machine meet at 295\.$/u);
    expect(computed.steps.map(({ batch, fits }) => [batch, fits])).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].map((batch) => [batch, batch <= 59]));
    expect(computed.steps.map(stepSentence).at(-1)).toMatch(/^Decoding 1,024 texts: .*; their caches do not fit\.$/u);
  });
});

describe("curves", () => {
  it("bend where a window ends, and begin with the model of the sheet", () => {
    const { curves } = compute(calculator, { ...initialCost, compare: ["mistral-7b", "llama-3-8b"] });
    expect(curves.map(({ id, own, kind }) => [id, own, kind])).toEqual([["llama-3-8b", true, "GQA"], ["mistral-7b", false, "GQA"]]);
    expect(curves[1]?.corners).toEqual([[128, 2 ** 24], [4096, 2 ** 29], [2 ** 20, 2 ** 29]]);
    expect(curves[0]?.corners.map(([tokens]) => tokens)).toEqual([128, 2 ** 20]);
    expect(curves[0]?.at(3)).toBe(3 * 131_072);
    expect(curves[0]?.at(-1)).toBe(null);
  });

  it("keep the published model beside one with the reader’s sizes", () => {
    const { curves } = compute(calculator, { ...initialCost, sizes: { kvHeads: 32 }, compare: ["llama-3-8b"] });
    expect(curves.map(({ name, kind }) => [name, kind])).toEqual([["Llama 3 8B, changed", "MHA"], ["Llama 3 8B", "GQA"]]);
  });
});
