/** Every cell of transferred traces follows from the cells that its rule names. No cell is exempt. */
import { describe, expect, it } from "vitest";
import { loadTrace } from "../testing/trace";
import { evaluator } from "../trace/evaluate";
import { TraceReader } from "../trace/reader";
import type { SentenceRequest } from "./types";

const TOLERANCE = 1e-5;

interface Outcome {
  /** Cells computed again by their rule. */
  derived: number;
  /** Cells that are given: there is no rule to hold them to. */
  given: number;
  /** Those that their rule contradicts, as `name[index]: is, should be`. */
  wrong: string[];
}

function deriveAll(reader: TraceReader): Outcome {
  const outcome: Outcome = { derived: 0, given: 0, wrong: [] };
  for (const name of reader.names) {
    const tensor = reader.tensor(name);
    const isGiven = tensor.rule.body.op === "input";
    const derive = evaluator(reader, name);
    tensor.data.forEach((value, offset) => {
      const index = tensor.index(offset);
      const should = derive(index);
      outcome[isGiven ? "given" : "derived"]++;
      const near = Math.abs(value - should) <= TOLERANCE * Math.max(1, Math.abs(should));
      if (!near && !Object.is(value, should)) outcome.wrong.push(`${name}[${index.join(", ")}]: ${value}, should be ${should}`);
    });
  }
  return outcome;
}

/** Cells of all tensors, from the sizes alone: n tokens, w distinct, h and g heads, d wide. */
function cellCount(n: number, w: number, h: number, g: number, d: number): { derived: number; given: number } {
  const dim = d / h;
  const pairs = h * n * n;
  const wide = n * d;
  const embedded = w * d + 2 * wide;
  const weights = 2 * d * d + 2 * d * g * dim;
  const projected = 2 * (wide + 2 * n * g * dim);
  // scores, scaled, masked, exponentials, weights and, without the scale, the last three again.
  const attention = 8 * pairs + 4 * h * n + n * n;
  const perHead = 4 * h + h + 2 * h;
  const oneWideHead = 4 * n * n + 2 * n + 1;
  const outputs = 2 * wide + 2 * h * wide + 3 * wide;
  return { derived: embedded + weights + projected + attention + perHead + oneWideHead + outputs, given: w + n + h };
}

const cases: [string, Partial<SentenceRequest>, ReturnType<typeof cellCount>][] = [
  ["grouped queries", {}, cellCount(9, 7, 4, 2, 16)],
  ["one head", { heads: 1, kvHeads: 1, dModel: 8 }, cellCount(9, 7, 1, 1, 8)],
  ["multi-query", { heads: 6, kvHeads: 1, dModel: 24, seed: 3 }, cellCount(9, 7, 6, 1, 24)],
  ["heads switched off", { kvHeads: 4, headsOff: [0, 2] }, cellCount(9, 7, 4, 4, 16)],
  ["every head off", { headsOff: [0, 1, 2, 3] }, cellCount(9, 7, 4, 2, 16)],
  ["no mask", { causal: false, temperature: 0.25 }, cellCount(9, 7, 4, 2, 16)],
  ["warm, one word", { text: "keys", temperature: 8 }, cellCount(1, 1, 4, 2, 16)],
  ["one column a head", { text: "a b a b", heads: 8, kvHeads: 4, dModel: 8 }, cellCount(4, 2, 8, 4, 8)],
];

describe("derivation from the transferred trace", () => {
  it.each(cases)("%s", async (_, request, count) => {
    const { wrong, ...counted } = deriveAll(await loadTrace(request));
    expect(wrong).toEqual([]);
    expect(counted).toEqual(count);
  });

  it("finds a single changed cell in any derived tensor", async () => {
    const { trace, names } = await loadTrace({ text: "a b c", heads: 2, kvHeads: 1, dModel: 4 });
    for (const name of names) {
      const tensors = trace.tensors.map((tensor) => {
        if (tensor.name !== name || tensor.rule.body.op === "input") return tensor;
        const data = tensor.data.slice();
        const at = data.length - 1;
        data[at] = data[at] === -Infinity ? 0 : (data[at] as number) + 1e-3;
        return { ...tensor, data };
      });
      const { wrong } = deriveAll(new TraceReader({ ...trace, tensors }));
      const given = trace.tensors.some((tensor) => tensor.name === name && tensor.rule.body.op === "input");
      expect(wrong.some((line) => line.startsWith(`${name}[`)), name).toBe(!given);
    }
  });
});
