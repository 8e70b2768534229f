import { describe, expect, it } from "vitest";
import type { Tensor } from "./generated/Tensor";
import { TraceReader } from "./reader";

const scores: Tensor = {
  name: "scores",
  symbol: "S",
  role: "score",
  axes: [
    { name: "head", extent: 2 },
    { name: "query", extent: 3 },
    { name: "key", extent: 4 },
  ],
  rule: { vars: ["h", "i", "j"], body: { op: "input" } },
  data: Float32Array.from({ length: 24 }, (_, offset) => offset),
};
const peak: Tensor = {
  name: "peak",
  symbol: "p",
  role: "weight",
  axes: [],
  rule: { vars: [], body: { op: "input" } },
  data: Float32Array.of(-Infinity),
};
const reader = new TraceReader({
  version: 1,
  tokens: ["a", "b", "c"],
  facts: [{ name: "scale", value: 0.5, formula: "1 / sqrt(d_k)" }],
  tensors: [scores, peak],
  steps: [],
});

describe("TraceReader", () => {
  it("finds tensors, facts and tokens by name", () => {
    expect(reader.names).toEqual(["scores", "peak"]);
    expect(reader.has("scores")).toBe(true);
    expect(reader.has("q")).toBe(false);
    expect(reader.fact("scale")).toBe(0.5);
    expect(reader.tokens).toEqual(["a", "b", "c"]);
  });

  it("says which tensors there are when one is missing", () => {
    expect(() => reader.tensor("q")).toThrow("the trace has no tensor q; it has scores, peak");
    expect(() => reader.fact("heads")).toThrow("the trace has no fact heads; it has scale");
  });

  it("refuses a tensor whose cells do not fill its shape", () => {
    const broken: Tensor = { ...scores, data: new Float32Array(23) };
    expect(() => new TraceReader({ ...reader.trace, tensors: [broken] })).toThrow("[2, 3, 4] but 23 cells");
  });
});

describe("TensorReader", () => {
  const tensor = reader.tensor("scores");

  it("places cells in row-major order, by order or by name", () => {
    expect(tensor.offset([1, 2, 3])).toBe(23);
    expect(tensor.offset({ key: 1, head: 1, query: 0 })).toBe(13);
    expect(tensor.at([0, 2, 1])).toBe(9);
    expect(tensor.extent("key")).toBe(4);
  });

  it("gives the place of an offset back", () => {
    for (let offset = 0; offset < 24; offset++) expect(tensor.offset(tensor.index(offset))).toBe(offset);
    expect(reader.tensor("peak").index(0)).toEqual([]);
    expect(reader.tensor("peak").at([])).toBe(-Infinity);
  });

  it("refuses places outside, incomplete places and unknown axes", () => {
    expect(() => tensor.at([0, 3, 0])).toThrow("place [0, 3, 0] is outside tensor scores [2, 3, 4]");
    expect(() => tensor.at([0, 0.5, 0])).toThrow("outside");
    expect(() => tensor.at([0, 0])).toThrow("has 3 axes; the place has 2");
    expect(() => tensor.at({ head: 0, query: 0 })).toThrow("needs a place on axis key");
    expect(() => tensor.at({ head: 0, query: 0, key: 0, dim: 0 })).toThrow("has no axis dim");
    expect(() => tensor.index(24)).toThrow("outside");
  });

  it("takes its limit from finite cells", () => {
    expect(tensor.limit).toBe(23);
    expect(reader.tensor("peak").limit).toBe(0);
  });
});
