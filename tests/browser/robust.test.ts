/** The engine under bad luck, in a real browser: dead workers, and no workers. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { eventually, visit } from "./support/page";
import { serve, type Site } from "./support/server";
import { folders, useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite("fixture");

/** Breaks a worker of the page in a task of its own, as a bug outside all promises would. */
async function breakWorker(page: Page, at: number): Promise<void> {
  await page.workers()[at]?.evaluate(() => void setTimeout(() => {
    throw new Error("out of luck");
  }));
}

describe("a worker that dies", () => {
  it.each([1, 3])("ends the calls and the tensors of its engine of %i, which works again", async (threads) => {
    const { page, close } = await visit(browser(), address(), { waitFor: null });
    await page.evaluate(async (threads) => {
      const engine = await globalThis.headwise.createEngine({ backend: "cpu", threads });
      const [heads, qLen, headDim] = [8, 3000, 64];
      const q = Float32Array.from({ length: heads * qLen * headDim }, (_, at) => Math.sin(at));
      const tensor = await engine.upload(q, [1, heads, qLen, headDim]);
      const call = engine.attention({ q, k: q, v: q, heads, qLen, headDim });
      const codeOf = (promise: Promise<unknown>) => promise.then(() => "resolved", (error: { code: string }) => error.code);
      Object.assign(globalThis, { engine, tensor, ended: codeOf(call), codeOf });
    }, threads);
    // The others start with the call that they share in.
    await eventually(async () => page.workers().length, (count) => count === threads);
    await breakWorker(page, 0);
    const outcome = await page.evaluate(async () => {
      const { engine, tensor, ended, codeOf } = globalThis as unknown as {
        engine: Awaited<ReturnType<typeof globalThis.headwise.createEngine>>;
        tensor: Awaited<ReturnType<typeof engine.upload>>;
        ended: Promise<string>;
        codeOf(promise: Promise<unknown>): Promise<string>;
      };
      const first = await ended;
      const lost = await codeOf(tensor.read());
      const one = Float32Array.of(1);
      const { out } = await engine.attention({ q: one, k: one, v: Float32Array.of(7), heads: 1, qLen: 1, headDim: 1 });
      const memory = await engine.memory();
      engine.dispose();
      return { first, lost, out: [...out], memory };
    });
    expect(outcome).toMatchObject({ first: "engine-panicked", lost: "tensor-lost", out: [7], memory: { tensors: 0, cpuBytes: 0, workers: 1 } });
    expect(await eventually(async () => page.workers().length, (count) => count === 0)).toBe(0);
    await close();
  });
});

describe("an engine on the page's own thread, as asked for", () => {
  it("starts no worker, and lets the page have its turn between small calls", async () => {
    const { page, close } = await visit(browser(), address(), { waitFor: null });
    const outcome = await page.evaluate(async () => {
      const engine = await globalThis.headwise.createEngine({ backend: "cpu", runsIn: "main thread" });
      const [heads, kvLen, headDim] = [8, 1024, 64];
      const cache = Float32Array.from({ length: heads * kvLen * headDim }, (_, at) => Math.sin(at));
      const kept = await engine.upload(cache, [1, heads, kvLen, headDim]);
      const q = cache.slice(0, heads * headDim);
      let [turns, running] = [0, true];
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener("message", () => {
        turns += 1;
        if (running) port2.postMessage(null);
      });
      port1.start();
      port2.postMessage(null);
      const begun = performance.now();
      // Each awaited, as a decoding loop does: promises alone never let the page paint.
      for (let step = 0; step < 300; step += 1) await engine.attention({ q, k: kept, v: kept, heads, qLen: 1, kvLen, headDim });
      const took = performance.now() - begun;
      running = false;
      const { info } = engine;
      const memory = await engine.memory();
      engine.dispose();
      return { info, memory, turns, took };
    });
    expect(outcome.info).toMatchObject({ runsIn: "main thread", threads: 1, fallbackReason: null });
    expect(outcome.memory).toMatchObject({ tensors: 1, cpuBytes: 4 * 8 * 1024 * 64, workers: 0 });
    expect(page.workers()).toEqual([]);
    // Slices are 8 ms of work; what comes between the calls is on top.
    expect(outcome.turns).toBeGreaterThan(outcome.took / 50);
    await close();
  });
});

describe("where workers are refused", () => {
  let noWorkers: Site;
  beforeAll(async () => {
    noWorkers = await serve(folders.fixture, { alsoPolicy: "worker-src 'none'" });
  });
  afterAll(() => noWorkers.close());

  it("computes 2048 queries and a projection without blocking the page for 50 ms", async () => {
    const { page, close } = await visit(browser(), noWorkers.address, { waitFor: null });
    const longest = await page.evaluate(async () => {
      const engine = await globalThis.headwise.createEngine({ backend: "cpu" });
      if (engine.info.runsIn !== "main thread") throw new Error("there is a worker");
      const [heads, qLen, headDim] = [8, 2048, 64];
      const q = Float32Array.from({ length: heads * qLen * headDim }, (_, at) => Math.sin(at));
      const w = q.subarray(0, 512 * 512);
      const runs: number[] = [];
      // The best of three: other programs interrupt a task as well.
      for (let run = 0; run < 3; run += 1) {
        let [last, most, running] = [performance.now(), 0, true];
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener("message", () => {
          const now = performance.now();
          most = Math.max(most, now - last);
          last = now;
          if (running) port2.postMessage(null);
        });
        port1.start();
        port2.postMessage(null);
        await engine.attention({ q, k: q, v: q, heads, qLen, headDim });
        await engine.project({ x: q, w, rows: 2048, dIn: 512, dOut: 512 });
        await new Promise((resolve) => setTimeout(resolve, 20));
        running = false;
        runs.push(most);
      }
      engine.dispose();
      return runs.sort((a, b) => a - b);
    });
    console.log(`longest the page waited on its own thread: ${longest.map((time) => time.toFixed(1)).join(", ")} ms`);
    expect(longest[0]).toBeLessThan(50);
    await close();
  });
});
