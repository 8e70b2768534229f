/** Tensors that stay with the engine: what they give is what arrays give, and what becomes of them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { draw } from "../trace/draw";
import { AttentionError, createEngine, type Engine, type Operand, type Tensor } from "./index";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ backend: "cpu" });
});
afterAll(() => engine.dispose());

const numbers = (stream: number, length: number) => Float32Array.from({ length }, (_, at) => draw(11, stream, at));

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(AttentionError);
  return (error as AttentionError).code;
}

/** Four query heads over two key heads, one query over 37 keys. */
const SIZES = { heads: 4, kvHeads: 2, qLen: 1, kvLen: 37, headDim: 8, valueDim: 5 };
const q = numbers(0, 4 * 8);
const k = numbers(1, 2 * 37 * 8);
const v = numbers(2, 2 * 37 * 5);

function cache(of: Engine = engine): Promise<[Tensor, Tensor]> {
  return Promise.all([of.upload(k, [1, 2, 37, 8]), of.upload(v, [1, 2, 37, 5])]);
}

describe("a tensor", () => {
  it("is read back as it was uploaded, and the caller keeps its array", async () => {
    const tensor = await engine.upload(k, [2, 37, 8]);
    expect(tensor).toMatchObject({ shape: [2, 37, 8], backend: "cpu" });
    expect(await tensor.read()).toEqual(k);
    tensor.dispose();
  });

  it("stands for its array in attention", async () => {
    const [keys, values] = await cache();
    const expected = await engine.attention({ ...SIZES, q, k, v });
    for (const operands of [{ q, k: keys, v: values }, { q, k: keys, v }, { q, k, v: values }]) {
      expect(await engine.attention({ ...SIZES, ...operands })).toEqual(expected);
    }
    keys.dispose();
    values.dispose();
  });

  it("grows like a cache: rows are written in every head, and lengths say how many count", async () => {
    const keys = await engine.upload(new Float32Array(2 * 40 * 8), [1, 2, 40, 8]);
    const values = await engine.upload(new Float32Array(2 * 40 * 5), [1, 2, 40, 5]);
    const rows = (data: Float32Array, width: number, from: number, to: number) =>
      Float32Array.from([0, 1].flatMap((head) => [...data.subarray((head * 37 + from) * width, (head * 37 + to) * width)]));
    for (const [from, to] of [[0, 30], [30, 31], [31, 37]] as const) {
      await keys.write(rows(k, 8, from, to), from);
      await values.write(rows(v, 5, from, to), from);
    }
    const expected = await engine.attention({ ...SIZES, q, k, v });
    const grown = await engine.attention({ ...SIZES, q, k: keys, v: values, kvLen: 40, kvLengths: [37], causal: true });
    grown.out.forEach((cell, at) => expect(cell).toBeCloseTo(expected.out[at] ?? Number.NaN, 6));
    keys.dispose();
    values.dispose();
  });

  it("is what a call leaves that keeps its results", async () => {
    const expected = await engine.attention({ ...SIZES, q, k, v });
    const kept = await engine.attention({ ...SIZES, q, k, v, keep: true });
    expect(kept.out.shape).toEqual([1, 4, 1, 5]);
    expect(kept.lse.shape).toEqual([1, 4, 1]);
    expect(await kept.out.read()).toEqual(expected.out);
    expect(await kept.lse.read()).toEqual(expected.lse);
    // On into W_O, without a copy: one head's five numbers are a row.
    const w = numbers(3, 5 * 3);
    const request = { w, rows: 4, dIn: 5, dOut: 3 };
    expect(await engine.project({ ...request, x: kept.out })).toEqual(await engine.project({ ...request, x: expected.out }));
    kept.out.dispose();
    kept.lse.dispose();
  });

  it("is counted, with its packed copy, until it is disposed", async () => {
    const before = await engine.memory();
    const w = await engine.upload(numbers(4, 16 * 8), [16, 8]);
    expect(await engine.memory()).toMatchObject({ tensors: before.tensors + 1, cpuBytes: before.cpuBytes + 512 });
    await engine.project({ x: numbers(5, 16), w, rows: 1, dIn: 16, dOut: 8 });
    expect((await engine.memory()).cpuBytes).toBe(before.cpuBytes + 1024);
    w.dispose();
    w.dispose();
    expect(await engine.memory()).toMatchObject({ tensors: before.tensors, cpuBytes: before.cpuBytes });
    expect(await codeOf(w.read())).toBe("tensor-disposed");
    expect(await codeOf(engine.project({ x: numbers(5, 16), w, rows: 1, dIn: 16, dOut: 8 }))).toBe("tensor-disposed");
  });

  it("goes with its engine, and is no other engine's", async () => {
    const before = await engine.memory();
    const other = await createEngine({ backend: "cpu" });
    const [keys] = await cache(other);
    expect(await codeOf(engine.attention({ ...SIZES, q, k: keys, v }))).toBe("tensor-elsewhere");
    other.dispose();
    expect(await codeOf(keys.read())).toMatch(/^(?:tensor-lost|disposed)$/u);
    // Both engines share the thread's instance, which frees what the other one held.
    expect(await engine.memory()).toMatchObject({ tensors: before.tensors, cpuBytes: before.cpuBytes });
  });

  it.each<[string, (tensor: Tensor) => Promise<unknown>, string]>([
    ["rows past its end", (tensor) => tensor.write(new Float32Array(2 * 8), 37), "bad-setting"],
    ["half a row", (tensor) => tensor.write(new Float32Array(2 * 4)), "shape-mismatch"],
    ["rows for one head of two", (tensor) => tensor.write(new Float32Array(3)), "shape-mismatch"],
    ["a negative place", (tensor) => tensor.write(new Float32Array(2 * 8), -1), "bad-request"],
    ["a place that wraps around", (tensor) => tensor.write(new Float32Array(2 * 8), 2 ** 32), "too-large"],
  ])("refuses %s and stays as it was", async (_, write, code) => {
    const tensor = await engine.upload(k, [2, 37, 8]);
    expect(await codeOf(write(tensor))).toBe(code);
    expect(await tensor.read()).toEqual(k);
    tensor.dispose();
  });

  it.each<[string, Float32Array, number[], string]>([
    ["another length", new Float32Array(7), [2, 4], "shape-mismatch"],
    ["more than 32 bits hold", new Float32Array(1), [65_536, 65_536], "too-large"],
    ["a size that wraps around", new Float32Array(1), [2 ** 32 + 1], "too-large"],
    ["half a row", new Float32Array(1), [0.5], "bad-request"],
    ["a negative size", new Float32Array(1), [-1, -1], "bad-request"],
  ])("is refused for a shape with %s", async (_, data, shape, code) => {
    const { tensors } = await engine.memory();
    expect(await codeOf(engine.upload(data, shape))).toBe(code);
    expect((await engine.memory()).tensors).toBe(tensors);
  });
});

describe("engine.project", () => {
  const [rows, dIn, dOut] = [70, 9, 11];
  const x = numbers(6, rows * dIn);
  const w = numbers(7, dIn * dOut);
  const bias = numbers(8, dOut);
  const cell = (row: number, column: number, shift: number) =>
    Array.from({ length: dIn }, (_, p) => x[row * dIn + p]! * w[p * dOut + column]!).reduce((sum, term) => sum + term, shift);

  it.each([[null], [bias]])("multiplies matrices and adds a bias", async (shift) => {
    const resident = await engine.upload(w, [dIn, dOut]);
    for (const operand of [w, resident] satisfies Operand[]) {
      const out = await engine.project({ x, w: operand, bias: shift, rows, dIn, dOut });
      expect(out).toHaveLength(rows * dOut);
      out.forEach((value, at) => expect(value).toBeCloseTo(cell(Math.floor(at / dOut), at % dOut, shift?.[at % dOut] ?? 0), 4));
    }
    resident.dispose();
  });

  it("takes the weights and the bias of this call, whatever was packed for the last", async () => {
    const resident = await engine.upload(w, [dIn, dOut]);
    const request = { x, rows, dIn, dOut };
    await engine.project({ ...request, w: resident });
    expect(await engine.project({ ...request, w: resident, bias })).toEqual(await engine.project({ ...request, w, bias }));
    const other = numbers(9, dIn * dOut);
    await resident.write(other);
    expect(await engine.project({ ...request, w: resident, bias })).toEqual(await engine.project({ ...request, w: other, bias }));
    resident.dispose();
  });

  it("has empty sums and empty results", async () => {
    const none = new Float32Array();
    expect(await engine.project({ x: none, w: none, rows: 0, dIn: 0, dOut: 0 })).toEqual(none);
    expect(await engine.project({ x: none, w: none, bias, rows: 2, dIn: 0, dOut })).toEqual(Float32Array.from([...bias, ...bias]));
  });

  it.each([
    ["an x that is too short", { x: new Float32Array(3) }, "shape-mismatch"],
    ["a bias of another width", { bias: new Float32Array(3) }, "shape-mismatch"],
    ["sizes beyond 32 bits", { rows: 2 ** 31, dOut: 2 ** 31 }, "too-large"],
    ["a result beyond 32 bits", { x: new Float32Array(), w: new Float32Array(), rows: 70_000, dIn: 0, dOut: 70_000 }, "too-large"],
    ["a size that is none", { rows: 2 ** 40 }, "bad-request"],
    ["no array", { w: [1] as never }, "bad-request"],
  ])("refuses %s", async (_, change, code) => {
    expect(await codeOf(engine.project({ x, w, rows, dIn, dOut, ...change }))).toBe(code);
  });
});
