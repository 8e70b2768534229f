import { describe, expect, it } from "vitest";
import { plainCopy } from "./plain-copy";
import { Stock } from "./stock";

const stock = new Stock();

describe("a plain copy", () => {
  it("equals a structured clone, and shares nothing with what it is of", () => {
    const data = Float32Array.of(1, 2, 3, 4);
    const value = {
      kind: "attention", keep: null, missing: undefined, numbers: [1, -0, Number.NaN, [2]], view: data.subarray(1, 3),
      bytes: Uint8Array.of(7), nested: { big: 3n, when: new Date(5) },
    };
    const copied = plainCopy(value, stock);
    expect(copied).toEqual(structuredClone(value));
    data.fill(9);
    value.numbers.length = 0;
    value.nested.big = 4n;
    expect(copied).toMatchObject({ numbers: [1, -0, Number.NaN, [2]], view: Float32Array.of(2, 3), nested: { big: 3n, when: new Date(5) } });
    // Of a view nothing but what it shows.
    expect(copied.view.buffer.byteLength).toBe(8);
  });

  it("takes large arrays into buffers that came back", () => {
    const array = new Float32Array(1 << 15).fill(3);
    const buffer = new ArrayBuffer(array.byteLength);
    stock.give([buffer]);
    const copied = plainCopy({ array }, stock).array;
    expect(copied).toEqual(array);
    expect(copied.buffer).toBe(buffer);
    stock.clear();
  });

  it.each([["a function", () => 1], ["a symbol", Symbol("x")], ["a map of functions", new Map([[1, () => 1]])]])("refuses %s", (_, value) => {
    expect(() => plainCopy({ value }, stock)).toThrow(expect.objectContaining({ name: "DataCloneError" }));
  });

  it("refuses a detached array", () => {
    const array = new Float32Array(2);
    structuredClone(null, { transfer: [array.buffer] });
    expect(() => plainCopy({ array }, stock)).toThrow(TypeError);
  });
});
