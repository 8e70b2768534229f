/** Copies that are used again. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Work } from "./messages";
import { lend, Stock } from "./stock";

const LARGE = 1 << 15;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a stock", () => {
  it("copies into a buffer that came back, where one fits", () => {
    const stock = new Stock();
    const [small, large] = [new ArrayBuffer(4 * LARGE), new ArrayBuffer(16 * LARGE)];
    stock.give([large, small]);
    const copy = stock.copy(new Float32Array(LARGE).fill(3));
    expect(copy.buffer).toBe(small);
    expect(copy).toEqual(new Float32Array(LARGE).fill(3));
    // Four times as long as is needed is too long; so is nothing.
    expect(stock.copy(new Float32Array(LARGE)).buffer).not.toBe(large);
    expect(stock.take(new Uint8Array(), 9 * LARGE).buffer).toBe(large);
    expect(stock.bytes).toBe(0);
  });

  it("keeps neither what is small nor more than 64 MB, and nothing for long", () => {
    const stock = new Stock();
    stock.give([new ArrayBuffer(100)]);
    expect(stock.bytes).toBe(0);
    for (let times = 0; times < 5; times++) stock.give([new ArrayBuffer(1 << 24)]);
    expect(stock.bytes).toBe(1 << 26);
    vi.advanceTimersByTime(3000);
    stock.give([new ArrayBuffer(1 << 16)]);
    expect(stock.bytes).toBeGreaterThan(0);
    vi.advanceTimersByTime(5000);
    expect(stock.bytes).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("lends copies of large arrays; of a small view only what it shows is sent", () => {
    const stock = new Stock();
    const data = new Float32Array(LARGE).fill(1);
    const whole = Float32Array.of(1, 2);
    const request = { q: data.subarray(2, 4), k: whole, v: data, heads: 1, qLen: 1, headDim: 2 };
    const work: Work = { kind: "attention", request, keep: null };
    const { work: lent, buffers } = lend(work, stock);
    if (lent.kind !== "attention") throw new Error("it is other work");
    const { q, k, v } = lent.request as typeof request;
    expect(q.buffer.byteLength).toBe(8);
    expect(k).toBe(whole);
    expect([v, v.buffer]).toEqual([data, buffers[0]]);
    expect(v.buffer).not.toBe(data.buffer);
    expect(buffers).toHaveLength(1);
  });

  it("gives the buffer of a copy for a result that is large and not larger", () => {
    const stock = new Stock();
    const copy = stock.copy(new Float32Array(LARGE));
    const room = stock.room(copy, LARGE);
    expect([room?.buffer, room?.length]).toEqual([copy.buffer, LARGE]);
    expect(stock.room(copy, LARGE / 2)?.length).toBe(LARGE / 2);
    expect(stock.room(copy, LARGE + 1)).toBeUndefined();
    expect(stock.room(copy, 100)).toBeUndefined();
  });

  it("refuses a detached array, as a message does", () => {
    const data = new Float32Array(LARGE);
    structuredClone(data.buffer, { transfer: [data.buffer] });
    const work: Work = { kind: "upload", tensor: 0, data, shape: [LARGE] };
    expect(() => structuredClone(lend(work, new Stock()).work)).toThrow();
  });
});
