/** What a thousand engines leave behind in a real browser. */
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { eventually, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite("fixture");

describe("a thousand engines", () => {
  it("leave neither workers nor memory behind", { timeout: 300_000 }, async () => {
    const { page, close } = await visit(browser(), address(), { waitFor: null });
    const session = await page.context().newCDPSession(page);
    const heap = async () => {
      await session.send("HeapProfiler.collectGarbage");
      return (await session.send("Runtime.getHeapUsage")).usedSize;
    };
    const round = (engines: number) => page.evaluate(async (engines) => {
      const sums: number[] = [];
      for (let begun = 0; begun < engines; begun += 10) {
        await Promise.all(Array.from({ length: 10 }, async () => {
          const engine = await globalThis.headwise.createEngine({ backend: "cpu", threads: 1 });
          const q = new Float32Array(1024).fill(1);
          const tensor = await engine.upload(q, [1, 1, 16, 64]);
          const { out } = await engine.attention({ q, k: tensor, v: tensor, heads: 1, qLen: 16, headDim: 64 });
          sums.push(out.reduce((sum, cell) => sum + cell, 0));
          // Some in the middle of a call.
          if (begun % 20 === 0) engine.attention({ q, k: q, v: q, heads: 1, qLen: 16, headDim: 64 }).catch(() => {});
          engine.dispose();
        }));
      }
      return sums.every((sum) => sum === 1024) ? sums.length : -1;
    }, engines);
    expect(await round(100)).toBe(100);
    const before = await heap();
    expect(await round(900)).toBe(900);
    expect(await eventually(async () => page.workers().length, (count) => count === 0)).toBe(0);
    const after = await heap();
    console.log(`heap of the page after 100 engines ${(before / 1e6).toFixed(2)} MB, after 1000 ${(after / 1e6).toFixed(2)} MB`);
    // A kilobyte for each engine would be seen.
    expect(after - before).toBeLessThan(900 * 1024);
    await close();
  });
});
