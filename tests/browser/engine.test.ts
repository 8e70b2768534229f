/** The engine on a page without special headers: every build of the module, on one worker and on several. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { eventually, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite("fixture");

type Simd = "scalar" | "simd128" | "relaxed";

/** What one engine gives for a problem that is worth sharing: a few cells, and a sum that any cell would change. */
function attend(page: Page, simd: Simd | null, threads: number, qLen = 750) {
  return page.evaluate(async ({ simd, threads, qLen }) => {
    const engine = await globalThis.headwise.startEngine({ threads }, simd);
    const numbers = (phase: number, length: number) => Float32Array.from({ length }, (_, at) => Math.sin(at * 0.37 + phase));
    const [heads, headDim] = [4, 16];
    const [q, k, v] = [0, 1, 2].map((phase) => numbers(phase, heads * qLen * headDim)) as [Float32Array, Float32Array, Float32Array];
    const { out } = await engine.attention({ q, k, v, heads, qLen, headDim, causal: true });
    const { info } = engine;
    engine.dispose();
    return { info, isolated: globalThis.crossOriginIsolated, sum: out.reduce((sum, cell, at) => sum + cell * (1 + (at % 7)), 0), last: out.at(-1) ?? 0 };
  }, { simd, threads, qLen });
}

describe("the engine in Chromium", () => {
  it.each<[Simd, number]>([["scalar", 1], ["scalar", 3], ["simd128", 1], ["simd128", 3], ["relaxed", 1], ["relaxed", 3]])(
    "computes the same on %s with %i workers",
    async (simd, threads) => {
      const { page, problems, close } = await visit(browser(), address(), { waitFor: null });
      const [plain, own] = [await attend(page, "scalar", 1), await attend(page, simd, threads)];
      expect(own.info).toMatchObject({ simd, threads, runsIn: "worker", fallbackReason: null });
      expect(own.isolated).toBe(false);
      expect(own.sum).toBeCloseTo(plain.sum, 2);
      expect(own.last).toBeCloseTo(plain.last, 6);
      expect(problems).toEqual([]);
      await close();
    },
  );

  it("takes the fastest build, fetches it once for all workers, and no other", async () => {
    const fetched: string[] = [];
    const { page, close } = await visit(browser(), address(), {
      waitFor: null,
      before: async (page) => void page.context().on("request", (request) => fetched.push(request.url())),
    });
    const { info } = await attend(page, null, 3);
    expect(info).toMatchObject({ simd: "relaxed", threads: 3 });
    const modules = fetched.filter((url) => url.endsWith(".wasm")).map((url) => url.replace(/^.*\/(\w+)-.*$/u, "$1"));
    expect(modules).toEqual(["relaxed"]);
    await close();
  });

  it("shares out projections by weights that stay, with the same result", async () => {
    const { page, close } = await visit(browser(), address(), { waitFor: null });
    const outcome = await page.evaluate(async () => {
      const [rows, dIn, dOut] = [500, 512, 512];
      const numbers = (phase: number, length: number) => Float32Array.from({ length }, (_, at) => Math.sin(at * 0.37 + phase));
      const [x, weights, bias] = [numbers(0, rows * dIn), numbers(1, dIn * dOut), numbers(2, dOut)];
      const bytes = 4 * dIn * dOut;
      /** Until the engine's tensors take so many times what the weights take. */
      const run = async (threads: number, wanted: number) => {
        const engine = await globalThis.headwise.createEngine({ backend: "cpu", threads });
        const w = await engine.upload(weights, [dIn, dOut]);
        const outs: Float32Array[] = [];
        let taken = 0;
        do {
          outs.push(await engine.project({ x, w, bias, rows, dIn, dOut }));
          await new Promise((resolve) => setTimeout(resolve, 50));
          taken = (await engine.memory()).cpuBytes / bytes;
        } while (taken < wanted && outs.length < 200);
        outs.push(await engine.project({ x, w, bias, rows, dIn, dOut }));
        w.dispose();
        const { cpuBytes } = await engine.memory();
        engine.dispose();
        return { outs, taken, left: cpuBytes };
      };
      const [one, three] = [await run(1, 2), await run(3, 6)];
      const same = three.outs.every((out) => out.every((cell, at) => cell === one.outs[0]?.[at]));
      return { same, one: one.taken, three: three.taken, left: [one.left, three.left] };
    });
    // The weights and what the kernels pack of them, in one worker and in three.
    expect(outcome).toEqual({ same: true, one: 2, three: 6, left: [0, 0] });
    await close();
  });

  it("decodes over a cache that grows, in workers or on the page's thread, with the same result", async () => {
    const { page, problems, close } = await visit(browser(), address(), { waitFor: null });
    const outcome = await page.evaluate(async () => {
      const [heads, kvHeads, capacity, headDim] = [8, 2, 300, 64];
      const numbers = (phase: number, length: number) => Float32Array.from({ length }, (_, at) => Math.sin(at * 0.37 + phase));
      const bytes = 4 * kvHeads * capacity * headDim;
      /** The outputs of all steps, and what was held on the way, in times of what the keys take. */
      const run = async (runsIn: "auto" | "worker" | "main thread") => {
        const engine = await globalThis.headwise.createEngine({ backend: "cpu", threads: 1, runsIn });
        const [keys, values] = [await engine.upload(new Float32Array(bytes / 4), [1, kvHeads, capacity, headDim]), await engine.upload(new Float32Array(bytes / 4), [1, kvHeads, capacity, headDim])];
        const outs: number[] = [];
        const held = new Set<number>();
        for (let step = 0; step < capacity; step++) {
          const rows = (phase: number) => numbers(step + phase, kvHeads * headDim);
          void keys.write(rows(0), step);
          void values.write(rows(0.5), step);
          const q = numbers(step * 2, heads * headDim);
          const ask = () => engine.attention({ q, k: keys, v: values, heads, kvHeads, qLen: 1, kvLen: capacity, headDim, kvLengths: [step + 1] });
          // Half of the steps before there are copies on this thread, half of them after it, however slow the machine.
          const most = step === capacity / 2 && runsIn === "auto" ? 300 : 0;
          for (let tries = 0; tries < most && !held.has(4); tries++) {
            await ask();
            await new Promise((resolve) => setTimeout(resolve, 20));
            held.add((await engine.memory()).cpuBytes / bytes);
          }
          outs.push(...(await ask()).out);
          if (step % 20 === 19) held.add((await engine.memory()).cpuBytes / bytes);
        }
        keys.dispose();
        values.dispose();
        const left = (await engine.memory()).cpuBytes;
        engine.dispose();
        return { outs, held: [...held], left };
      };
      const [auto, worker, here] = [await run("auto"), await run("worker"), await run("main thread")];
      const same = [worker, here].map(({ outs }) => outs.length === auto.outs.length && outs.every((cell, at) => cell === auto.outs[at]));
      return { same, held: auto.held.at(-1), elsewhere: [worker.held, here.held], left: [auto.left, worker.left, here.left], steps: auto.outs.length };
    });
    // Twice: keys and values, once more as copies on the page's thread.
    expect(outcome).toEqual({ same: [true, true], held: 4, elsewhere: [[2], [2]], left: [0, 0, 0], steps: 300 * 8 * 64 });
    expect(problems).toEqual([]);
    await close();
  });

  it("ends every worker when it is disposed", async () => {
    const { page, close } = await visit(browser(), address(), { waitFor: null });
    let most = 0;
    page.on("worker", () => (most = Math.max(most, page.workers().length)));
    // Long enough that a worker which is slow to start still finds work.
    for (let round = 0; round < 3; round++) await attend(page, null, 3, 4000);
    expect(most).toBeGreaterThanOrEqual(2);
    expect(await eventually(async () => page.workers().length, (count) => count === 0)).toBe(0);
    await close();
  });
});
