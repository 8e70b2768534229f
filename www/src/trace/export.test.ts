import { describe, expect, it } from "vitest";
import { input, tensor, traceOf } from "../testing/rules";
import { toCsv, toNpy, toNumpy, viewOf } from "./export";

const given = (...vars: string[]) => ({ vars, body: input });
const masked = tensor("masked", "S", "score", { head: 2, query: 2, key: 2 }, given("h", "i", "j"),
  [0, 0, 0, 0, 0.1, -Infinity, 1 / 3, -2]);
const norm = tensor("headNorm", "n", "output", { head: 2 }, given("h"), [1.5, 16_777_216]);
const peak = tensor("peak", "p", "weight", {}, given(), [0.25]);
const reader = traceOf(['say "a, b"', "keys"], [masked, norm, peak]);
const second = viewOf(reader, "masked", { head: 1 });

describe("viewOf", () => {
  it("takes the last two axes and holds the others", () => {
    expect(second).toEqual({
      tensor: "masked",
      fixed: { head: 1 },
      rows: { axis: "query", start: 0, count: 2 },
      cols: { axis: "key", start: 0, count: 2 },
    });
    expect(viewOf(reader, "headNorm")).toMatchObject({ rows: null, cols: { axis: "head", count: 2 } });
    expect(viewOf(reader, "peak")).toMatchObject({ rows: null, cols: null });
  });
});

describe("toCsv", () => {
  it("labels rows and columns, quotes what needs it and keeps every f32", () => {
    expect(toCsv(reader, second)).toBe(
      'query \\ key,"say ""a, b""",keys\n"say ""a, b""",0.1,-inf\nkeys,0.33333334,-2\n',
    );
    expect(Math.fround(Number("0.33333334"))).toBe(Math.fround(1 / 3));
  });

  it("writes vectors and scalars", () => {
    expect(toCsv(reader, viewOf(reader, "headNorm"))).toBe("head 1,head 2\n1.5,16777216\n");
    expect(toCsv(reader, viewOf(reader, "peak"))).toBe("0.25\n");
  });

  it("writes a window of a tensor", () => {
    const window = { ...second, rows: { axis: "query", start: 1, count: 1 }, cols: null, fixed: { head: 1, key: 0 } };
    expect(toCsv(reader, window)).toBe("keys,0.33333334\n");
  });
});

describe("toNumpy", () => {
  it("writes a statement that NumPy reads", () => {
    expect(toNumpy(reader, second)).toBe(
      "import numpy as np\n\nmasked = np.array([\n    [0.1, -np.inf],\n    [0.33333334, -2],\n], dtype=np.float32)\n",
    );
    expect(toNumpy(reader, viewOf(reader, "headNorm"))).toContain("headNorm = np.array([1.5, 16777216], dtype");
    expect(toNumpy(reader, viewOf(reader, "peak"))).toContain("peak = np.array(0.25, dtype");
  });
});

describe("toNpy", () => {
  it("has an aligned header of version 1.0 and little-endian data", () => {
    const bytes = toNpy(reader, second);
    expect(Array.from(bytes.subarray(0, 8))).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
    const length = bytes[8]! + 256 * bytes[9]!;
    expect((10 + length) % 64).toBe(0);
    const head = new TextDecoder().decode(bytes.slice(10, 10 + length));
    expect(head).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 2\), \} *\n$/);
    const data = new DataView(bytes.buffer, 10 + length);
    expect(data.byteLength).toBe(16);
    expect([0, 4, 8, 12].map((at) => data.getFloat32(at, true))).toEqual([Math.fround(0.1), -Infinity, Math.fround(1 / 3), -2]);
  });

  it("writes the shapes of vectors and scalars as Python tuples", () => {
    const head = (name: string) => new TextDecoder("latin1").decode(toNpy(reader, viewOf(reader, name)));
    expect(head("headNorm")).toContain("'shape': (2,), }");
    expect(head("peak")).toContain("'shape': (), }");
  });
});
