/** The GPU in Chromium, emulated on the CPU: the same numbers as the CPU's kernels, tensors that stay, and what is loaded. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { emulatedGpu, useBrowser } from "./support/browser";
import { watchGpu } from "./support/device";
import { eventually, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser(emulatedGpu);
const address = useSite("fixture");
const open = (before?: (page: Page) => Promise<unknown>) => visit(browser(), address(), { waitFor: null, ...(before ? { before } : {}) });

/** The numbers of both backends for some problems: largest differences, and where what is no number differs. */
function compare(page: Page, problems: readonly Problem[]) {
  return page.evaluate(async (problems) => {
    const engines = await Promise.all((["webgpu", "cpu"] as const).map((backend) => globalThis.headwise.createEngine({ backend })));
    const numbers = (phase: number, length: number, odd: number | undefined) => {
      const array = Float32Array.from({ length }, (_, at) => Math.sin(at * 0.37 + phase));
      if (odd !== undefined && length > 0) array[Math.min(5, length - 1)] = odd;
      return array;
    };
    const results: { name: string; backends: string[]; out: number; lse: number; odd: number; last: number[] }[] = [];
    for (const { name, odd = {}, size: [heads, kvHeads, qLen, kvLen, headDim, valueDim], more = {} } of problems) {
      const request = {
        q: numbers(0, heads * qLen * headDim, odd.q), k: numbers(1, kvHeads * kvLen * headDim, odd.k), v: numbers(2, kvHeads * kvLen * valueDim, odd.v),
        heads, kvHeads, qLen, kvLen, headDim, valueDim, ...more,
      };
      const [gpu, cpu] = await Promise.all(engines.map((engine) => engine.attention(request)));
      if (!gpu || !cpu) throw new Error("there are two engines");
      let odds = gpu.out.length === cpu.out.length && gpu.lse.length === cpu.lse.length ? 0 : Infinity;
      const apart = (a: Float32Array, b: Float32Array) => a.reduce((most, cell, at) => {
        const other = b[at] ?? NaN;
        if (Object.is(cell, other) || cell === other) return most;
        if (Number.isFinite(cell) && Number.isFinite(other)) return Math.max(most, Math.abs(cell - other));
        odds++;
        return most;
      }, 0);
      const [out, lse] = [apart(gpu.out, cpu.out), apart(gpu.lse, cpu.lse)];
      results.push({ name, backends: engines.map(({ info }) => info.backend), out, lse, odd: odds, last: Array.from(cpu.out.subarray(-1)) });
    }
    for (const engine of engines) engine.dispose();
    return results;
  }, problems);
}

interface Problem {
  readonly name: string;
  /** Heads, key heads, queries, keys, widths of keys and of values. */
  readonly size: readonly [number, number, number, number, number, number];
  readonly more?: { readonly [setting: string]: unknown };
  /** A number to put into q, k or v. */
  readonly odd?: { readonly q?: number; readonly k?: number; readonly v?: number };
}

const usual: readonly Problem[] = [
  { name: "plain", size: [2, 2, 33, 33, 16, 16] },
  { name: "grouped and causal", size: [6, 2, 40, 65, 20, 12], more: { causal: true } },
  { name: "window, sinks and softcap", size: [2, 1, 70, 70, 32, 32], more: { causal: true, window: { left: 9 }, sinks: 2, softcap: 3 } },
  { name: "one query", size: [8, 2, 1, 300, 64, 64] },
  { name: "padded", size: [2, 2, 9, 9, 8, 8], more: { kvLengths: [4] } },
  { name: "a query that sees nothing", size: [1, 1, 5, 5, 8, 8], more: { causal: true, offset: [-2] } },
];

const odd: readonly Problem[] = [NaN, Infinity, -Infinity].flatMap((number) => (["q", "k", "v"] as const).map((array): Problem => (
  { name: `${String(number)} in ${array}`, size: [2, 1, 9, 11, 8, 8], odd: { [array]: number } }
)));

const empty: readonly Problem[] = [
  { name: "no queries", size: [2, 2, 0, 5, 4, 4] },
  { name: "no keys", size: [2, 2, 5, 0, 4, 4] },
  { name: "no values' width", size: [2, 2, 5, 5, 4, 0] },
  { name: "no keys' width", size: [2, 2, 5, 5, 0, 4], more: { scale: 1 } },
];

describe("the GPU in Chromium", () => {
  it("computes what the CPU computes, numbers or not, something or nothing", async () => {
    const { page, problems, close } = await open();
    const results = await compare(page, [...usual, ...odd, ...empty]);
    for (const { name, backends, out, lse, odd } of results) {
      expect(backends, name).toEqual(["webgpu", "cpu"]);
      expect({ name, out: out < 3e-6, lse: lse < 3e-6, odd }).toEqual({ name, out: true, lse: true, odd: 0 });
    }
    expect(problems).toEqual([]);
    await close();
  });

  it("computes in f32 where the adapter has no half precision, and says so", async () => {
    const { page, problems, close } = await open();
    const { has, infos, same } = await page.evaluate(async () => {
      const q = Float32Array.from({ length: 40 * 16 }, (_, at) => Math.sin(at * 0.37));
      const engines = await Promise.all((["f32", "f16-staging"] as const).map((precision) => globalThis.headwise.createEngine({ backend: "webgpu", precision })));
      const [plain, asked] = await Promise.all(engines.map((engine) => engine.attention({ q, k: q, v: q, heads: 1, qLen: 40, headDim: 16 })));
      const infos = engines.map(({ info: { backend, precision, fallbackReason } }) => ({ backend, precision, fallbackReason }));
      for (const engine of engines) engine.dispose();
      const { gpu } = navigator as unknown as { gpu: { requestAdapter(): Promise<{ features: Set<string> }> } };
      const { features } = await gpu.requestAdapter();
      return { has: features.has("shader-f16"), infos, same: plain?.out.every((cell, at) => cell === asked?.out[at]) };
    });
    const reason = "the adapter has no shader-f16: keys and values are staged in f32";
    const usual = { backend: "webgpu", precision: "f32", fallbackReason: null };
    expect(infos).toEqual([usual, has ? { ...usual, precision: "f16-staging" } : { ...usual, fallbackReason: reason }]);
    expect(same).toBe(!has);
    expect(problems).toEqual([]);
    await close();
  });

  it("refuses what the CPU refuses, alike", async () => {
    const { page, close } = await open();
    const refusals = await page.evaluate(async () => {
      const [q, fine] = [new Float32Array(4), { heads: 1, qLen: 1, headDim: 4 }];
      const bad: unknown[] = [
        { q, k: q, v: new Float32Array(3), ...fine }, { q, k: q, ...fine }, { q, k: q, v: q, ...fine, heeds: 1 }, { q, k: q, v: [1], ...fine },
        { q, k: q, v: q, ...fine, kvHeads: 2 }, { q, k: q, v: q, ...fine, kvLengths: [9] }, { q, k: q, v: q, ...fine, softcap: -1 },
        { q, k: q, v: q, ...fine, qLen: 2 ** 31 }, { q, k: q, v: q, ...fine, mask: { kind: "boolean", data: q, shape: [1] } }, null,
        { q: new Float32Array(structuredClone(new ArrayBuffer(16))), k: q, v: q, heads: 0, qLen: 1, headDim: 4 },
      ];
      const engines = await Promise.all((["webgpu", "cpu"] as const).map((backend) => globalThis.headwise.createEngine({ backend })));
      const told: unknown[][] = [];
      for (const request of bad) {
        told.push(await Promise.all(engines.map((engine) => engine.attention(request as Parameters<typeof engine.attention>[0]).then(
          () => "not refused", ({ code, operation, left, right, message }) => ({ code, operation, left, right, message }),
        ))));
      }
      // Both still work.
      for (const engine of engines) await engine.attention({ q, k: q, v: q, ...fine });
      const after = engines.map(({ info }) => info.fallbackReason);
      for (const engine of engines) engine.dispose();
      return { told, after };
    });
    for (const [gpu, cpu] of refusals.told) {
      expect(gpu).toEqual(cpu);
      expect(gpu).not.toBe("not refused");
    }
    expect(refusals.after).toEqual([null, null]);
    await close();
  });

  it("projects, and keeps tensors between calls: a cache that grows a row at a time", async () => {
    const { page, close } = await open();
    const result = await page.evaluate(async () => {
      const numbers = (phase: number, length: number) => Float32Array.from({ length }, (_, at) => Math.sin(at * 0.37 + phase));
      const [gpu, cpu] = await Promise.all((["webgpu", "cpu"] as const).map((backend) => globalThis.headwise.createEngine({ backend })));
      if (!gpu || !cpu) throw new Error("there are two engines");
      const apart = (a: Float32Array, b: Float32Array) => a.reduce((most, cell, at) => Math.max(most, Math.abs(cell - (b[at] ?? NaN))), 0);
      const projection = { x: numbers(0, 5 * 7), w: numbers(1, 7 * 9), bias: numbers(2, 9), rows: 5, dIn: 7, dOut: 9 };
      const products = apart(await gpu.project(projection), await cpu.project(projection));
      const [heads, room, width] = [2, 6, 4];
      const [k, v] = await Promise.all([0, 1].map(() => gpu.upload(new Float32Array(heads * room * width), [1, heads, room, width])));
      if (!k || !v) throw new Error("there are two tensors");
      const all = [numbers(3, heads * 3 * width), numbers(4, heads * 3 * width)] as const;
      const row = (array: Float32Array, at: number) =>
        Float32Array.from({ length: heads * width }, (_, cell) => array[(Math.trunc(cell / width) * 3 + at) * width + (cell % width)] ?? NaN);
      const steps: number[] = [];
      for (let at = 0; at < 3; at++) {
        await Promise.all([k.write(row(all[0], at), at), v.write(row(all[1], at), at)]);
        const q = numbers(5 + at, heads * width);
        const step = await gpu.attention({ q, k, v, heads, qLen: 1, kvLen: room, headDim: width, kvLengths: [at + 1], keep: true });
        const prefix = (array: Float32Array) => Float32Array.from({ length: heads * (at + 1) * width }, (_, cell) => array[Math.trunc(cell / ((at + 1) * width)) * 3 * width + (cell % ((at + 1) * width))] ?? NaN);
        const expected = await cpu.attention({ q, k: prefix(all[0]), v: prefix(all[1]), heads, qLen: 1, kvLen: at + 1, headDim: width });
        steps.push(apart(await step.out.read(), expected.out));
        step.out.dispose();
        step.lse.dispose();
      }
      const held = await gpu.memory();
      k.dispose();
      v.dispose();
      const freed = await gpu.memory();
      const after = await k.read().then(() => "read", ({ code }) => code as string);
      gpu.dispose();
      cpu.dispose();
      return { products, steps, backend: v.backend, held: held.tensors, freed: freed.tensors, bytes: held.gpuBytes, after };
    });
    expect(result.products).toBeLessThan(2e-6);
    for (const step of result.steps) expect(step).toBeLessThan(2e-6);
    expect(result).toMatchObject({ backend: "webgpu", held: 2, freed: 0, after: "tensor-disposed" });
    expect(result.bytes).toBeGreaterThan(0);
    await close();
  });

  it("is loaded when it is first used, and not before", async () => {
    let seen = { workers: [] as string[], fetched: [] as string[] };
    const { page, close } = await open(async (page) => {
      seen = watchGpu(page);
    });
    const attend = (backend: "auto" | "webgpu") => page.evaluate(async (backend) => {
      const engine = await globalThis.headwise.createEngine({ backend });
      const q = new Float32Array(4 * 64 * 16);
      await engine.attention({ q, k: q, v: q, heads: 4, qLen: 64, headDim: 16 });
      const { info } = engine;
      engine.dispose();
      return info.backend;
    }, backend);
    expect(await attend("auto")).toBe("cpu");
    expect(seen).toEqual({ workers: [], fetched: [] });
    expect(await attend("webgpu")).toBe("webgpu");
    expect(seen.workers).toHaveLength(1);
    expect(seen.fetched).toHaveLength(2);
    await close();
  });

  it("leaves no worker behind, however many engines there were", async () => {
    const { page, close } = await open();
    const bytes = await page.evaluate(async () => {
      const held: number[] = [];
      const q = new Float32Array(64);
      for (let round = 0; round < 12; round++) {
        const engine = await globalThis.headwise.createEngine({ backend: "webgpu", threads: 1 });
        await engine.upload(q, [64]);
        held.push((await engine.memory()).gpuBytes);
        engine.dispose();
      }
      return held;
    });
    expect(new Set(bytes).size).toBe(1);
    expect(await eventually(async () => page.workers().length, (count) => count === 0)).toBe(0);
    await close();
  });

  it("is not chosen where the CPU is faster, and that is remembered", async () => {
    let seen = { workers: [] as string[], fetched: [] as string[] };
    const { page, close } = await open(async (page) => {
      seen = watchGpu(page);
    });
    const attend = () => page.evaluate(async () => {
      const engine = await globalThis.headwise.createEngine();
      const q = new Float32Array(8 * 1024 * 64).fill(0.5);
      const request = { q, k: q, v: q, heads: 8, qLen: 1024, headDim: 64 };
      await engine.attention(request);
      const stored = () => Object.entries(localStorage).filter(([key]) => key.startsWith("headwise-speeds/")).map(([, value]) => value as string);
      while (stored().length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      await engine.attention(request);
      const { info } = engine;
      engine.dispose();
      return { info, stored: stored() };
    });
    const first = await attend();
    expect(first.info).toMatchObject({ backend: "cpu", adapter: null, fallbackReason: null });
    const speeds = JSON.parse(first.stored[0] ?? "null") as { cpu: { attention: number }; webgpu: { attention: number } };
    expect(speeds.webgpu.attention).toBeGreaterThan(speeds.cpu.attention);
    expect(seen.workers).toHaveLength(1);
    await page.reload();
    const second = await attend();
    expect(second.stored).toEqual(first.stored);
    expect(second.info.backend).toBe("cpu");
    await close();
  });
});
