import { describe, expect, it } from "vitest";
import { attentionModel, projectionModel } from "./model";
import { bytes, integer, join, message, text } from "./protobuf";

describe("the wire format", () => {
  it("writes the examples of the protobuf documentation", () => {
    expect([...integer(1, 150)]).toEqual([0x08, 0x96, 0x01]);
    expect([...text(2, "testing")]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect([...message(3, [integer(1, 150)])]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  });

  it("writes field numbers above 15 and lengths above 127 in two bytes", () => {
    expect([...integer(20, 2)]).toEqual([0xa0, 0x01, 0x02]);
    expect([...bytes(9, new Uint8Array(300)).subarray(0, 3)]).toEqual([0x4a, 0xac, 0x02]);
  });

  it("refuses what is no unsigned integer", () => {
    for (const value of [-1, 0.5, Number.NaN]) expect(() => integer(1, value)).toThrow(RangeError);
  });

  it("joins fields in order", () => {
    expect([...join([integer(1, 1), integer(2, 2)])]).toEqual([8, 1, 16, 2]);
  });
});

describe("a model", () => {
  const attention = { kind: "attention", heads: 8, qLen: 16, kvLen: 32, headDim: 64, causal: true } as const;

  it("begins with its version and names its operator, its domain and its attributes", () => {
    const model = attentionModel(attention);
    expect([...model.subarray(0, 2)]).toEqual([0x08, 8]);
    expect(holds(model, text(4, "MultiHeadAttention"))).toBe(true);
    expect(holds(model, text(7, "com.microsoft"))).toBe(true);
    expect(holds(model, message(5, [text(1, "unidirectional"), integer(3, 1), integer(20, 2)]))).toBe(true);
    expect(holds(attentionModel({ ...attention, causal: false }), message(5, [text(1, "unidirectional"), integer(3, 0), integer(20, 2)]))).toBe(true);
  });

  it("holds the weights of a projection as little-endian bytes", () => {
    const weights = Float32Array.of(1, -2, 0.5, 4);
    const model = projectionModel({ kind: "projection", rows: 3, dIn: 2, dOut: 2, x: new Float32Array(6), weights });
    const raw = new Uint8Array(16);
    weights.forEach((weight, at) => new DataView(raw.buffer).setFloat32(4 * at, weight, true));
    expect(holds(model, bytes(9, raw))).toBe(true);
  });
});

function holds(whole: Uint8Array, part: Uint8Array): boolean {
  const hex = (data: Uint8Array) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return hex(whole).includes(hex(part));
}
