/** The site loads under a strict policy, from any folder, and says what is missing where it can't compute. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { drawn, pixels, settings, visit } from "./support/page";
import { serve, type Site } from "./support/server";
import { folders, useSite } from "./support/sites";

const browser = useBrowser();

describe("the published site", () => {
  const address = useSite();
  const below = useSite("site", { prefix: "/some/where/headwise/" });

  it.each([["the root", address], ["a sub-path", below]])("computes and draws from %s, and asks nobody else", async (_, at) => {
    const { page, problems, close } = await visit(browser(), at());
    expect((await pixels(page)).colors).toBeGreaterThan(50);
    expect(problems).toEqual([]);
    await close();
  });

  it.runIf(process.env.HEADWISE_URL)("works behind the project's own server", async () => {
    const { page, problems, close } = await visit(browser(), process.env.HEADWISE_URL ?? "");
    expect((await pixels(page)).colors).toBeGreaterThan(50);
    expect(problems).toEqual([]);
    await close();
  });

  it("draws before it fetches kernels, the trained model and the scene of the cache", async () => {
    const asked: string[] = [];
    const { page, close } = await visit(browser(), address(), {
      before: async (page) => page.on("request", (request) => asked.push(new URL(request.url()).pathname)),
    });
    const later = /(relaxed|simd128|scalar|model|gpu)[^/]*\.wasm$|\.safetensors$/u;
    const place = (name: RegExp) => asked.findIndex((path) => name.test(path));
    await expect.poll(() => place(/\.safetensors$/u)).toBeGreaterThan(0);
    await expect.poll(() => place(/(relaxed|simd128|scalar)-[^/]*\.wasm$/u)).toBeGreaterThan(0);
    expect(place(/trace-[^/]*\.wasm$/u)).toBeGreaterThan(0);
    expect(place(/trace-[^/]*\.wasm$/u)).toBeLessThan(place(later));
    await expect.poll(() => place(/kv-cache-[^/]*\.js$/u)).toBeGreaterThan(place(/trace-[^/]*\.wasm$/u));
    expect(asked.filter((path) => /gpu[^/]*\.wasm$/u.test(path))).toEqual([]);
    await page.locator("headwise-stage canvas").waitFor();
    await close();
  });

  it("says that the weights are random", async () => {
    const { page, close } = await visit(browser(), `${address()}?weights=random`);
    await expect(page.locator(".honest").innerText()).resolves.toBe("Random weights, seed 7: untrained");
    await close();
  });

  it("says without JavaScript what it needs", async () => {
    const { page, close } = await visit(browser(), address(), { javaScriptEnabled: false, waitFor: null });
    await expect(page.locator("noscript").innerText()).resolves.toMatch(/JavaScript is switched off/u);
    await expect(page.locator("footer h2").first().innerText()).resolves.toBe("How to read this");
    await close();
  });
});

describe("where something is missing", () => {
  const address = useSite();
  let noWorkers: Site;
  beforeAll(async () => {
    noWorkers = await serve(folders.site, { alsoPolicy: "worker-src 'none'" });
  });
  afterAll(() => noWorkers.close());

  it("computes on the main thread when workers are refused", async () => {
    const { page, close } = await visit(browser(), noWorkers.address);
    expect((await pixels(page)).colors).toBeGreaterThan(50);
    await expect(page.getByText("on the main thread").innerText()).resolves.toMatch(/^Computed in \d+ ms by WebAssembly/u);
    await close();
  });

  it("says that WebAssembly is missing, in place of the picture", async () => {
    const { page, close } = await visit(browser(), address(), {
      waitFor: "[role=alert]",
      before: (page) => page.addInitScript(() => {
        Reflect.deleteProperty(globalThis, "WebAssembly");
      }),
    });
    await expect(page.getByRole("alert").innerText()).resolves.toMatch(/can’t run WebAssembly/u);
    await expect(page.getByRole("textbox", { name: "Sentence" }).isVisible()).resolves.toBe(true);
    await close();
  });

  it("says that the engine could not be loaded, and goes on when it can", async () => {
    let broken = true;
    const { page, close } = await visit(browser(), `${address()}?${drawn}`, {
      waitFor: "[role=alert]",
      before: (page) => page.context().route("**/*.wasm", (route) => (broken ? route.abort() : route.continue())),
    });
    await expect(page.getByRole("alert").innerText()).resolves.toMatch(/could not be loaded/u);
    broken = false;
    await page.getByRole("button", { name: "Next seed" }).click();
    await page.locator("headwise-stage canvas").waitFor();
    expect((await settings(page)).seed).toBe(8);
    await close();
  });
});
