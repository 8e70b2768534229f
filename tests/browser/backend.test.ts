/** The choice of backend: what is in use is said, checked against the picture, and switched in place. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { emulatedGpu, useBrowser } from "./support/browser";
import { beat, cell, drawn, eventually, findCell, settings, touch, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const browserWithGpu = useBrowser(emulatedGpu);
const address = useSite();

const status = (page: Page) => page.locator("headwise-backend").getByRole("status");
const choose = (page: Page, name: string) =>
  page.getByRole("group", { name: "Fast kernels run on" }).getByRole("radio", { name }).check({ force: true });

/** The largest difference that is told, once the check is there. */
async function difference(page: Page, milliseconds = 5000): Promise<number> {
  const text = await eventually(() => status(page).innerText(), (now) => now.includes("differs"), milliseconds);
  const [, digits, power] = /at most ([\d.]+) × 10⁻([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/u.exec(text) ?? [];
  if (digits === undefined || power === undefined) throw new Error(`no difference in: ${text}`);
  return Number(`${digits}e-${[..."⁰¹²³⁴⁵⁶⁷⁸⁹"].indexOf(power)}`);
}

describe("the backend", () => {
  it("is told, and its output is the picture's but for rounding", async () => {
    const { page, problems, close } = await visit(browser(), address());
    expect(await difference(page)).toBeLessThan(2e-6);
    await expect(status(page).innerText()).resolves.toMatch(/^Here: the CPU \(WebAssembly, (relaxed SIMD|simd128|scalar)\)/u);
    expect(problems).toEqual([]);
    await close();
  });

  it("is switched without losing the place, and a missing GPU is explained", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?scene=attend&beat=weights`, { reducedMotion: "reduce" });
    const { x, y } = await findCell(page, [380, 60]);
    await page.mouse.click(x, y);
    const before = await cell(page);
    expect(before?.locked).toBe(true);
    await choose(page, "WebGPU");
    await expect(status(page).locator(".reason").innerText()).resolves.toMatch(/WebGPU.*adapter.*\.$/u);
    await expect(status(page).innerText()).resolves.toMatch(/Here: the CPU/u);
    expect(await difference(page)).toBeLessThan(2e-6);
    expect(await beat(page)).toBe("attend/weights");
    expect(await cell(page)).toEqual(before);
    expect(await eventually(async () => page.url(), (url) => url.includes("backend=webgpu"))).toContain("backend=webgpu");
    await choose(page, "CPU");
    expect(await eventually(() => status(page).innerText(), (now) => now.startsWith("Here"))).toMatch(/^Here: the CPU/u);
    expect(problems).toEqual([]);
    await close();
  });

  it("is taken from the address, and checked anew with every trace", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}&backend=cpu`);
    expect((await settings(page)).backend).toBe("cpu");
    const checks = await page.evaluate(async () => {
      const playground = document.querySelector("headwise-playground");
      const heard: number[] = [];
      playground?.addEventListener("headwise-check", ({ detail }) => heard.push(detail.difference));
      for (const change of [{ seed: 8 }, { text: "keys" }, { text: "keys open doors" }]) {
        playground?.set(change);
        await new Promise((resolve) => playground?.addEventListener("headwise-check", resolve, { once: true }));
      }
      return heard;
    });
    const [first = Number.NaN, single, third = Number.NaN] = checks;
    expect(first).toBeLessThan(2e-6);
    // One word attends to itself alone: its output is its value, whoever computes it.
    expect(single).toBe(0);
    expect(third).toBeGreaterThan(0);
    expect(third).toBeLessThan(2e-6);
    await close();
  });

  it("is set in the sheet on a phone", async () => {
    const { page, close } = await visit(browser(), address(), touch);
    await page.getByRole("button", { name: "Settings", exact: true }).tap();
    await choose(page, "CPU");
    await expect(status(page).innerText()).resolves.toMatch(/Here|Checking/u);
    expect((await settings(page)).backend).toBe("cpu");
    await close();
  });
});

describe("where there is WebGPU", () => {
  /** An emulated adapter is opened in seconds. */
  const patience = 30_000;

  it("is fetched when it is chosen and not before, and agrees with the picture", async () => {
    const { page, problems, close } = await visit(browserWithGpu(), address(), { reducedMotion: "reduce" });
    const fetched: string[] = [];
    page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
    expect(await difference(page)).toBeLessThan(2e-6);
    expect(await page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => name.includes("gpu")).length)).toBe(0);
    await choose(page, "WebGPU");
    const text = await eventually(() => status(page).innerText(), (now) => now.startsWith("Here"), patience);
    expect(text).toMatch(/^Here: WebGPU \(.+\)/u);
    expect(await difference(page)).toBeLessThan(2e-6);
    expect(fetched.some((path) => /gpu.*\.wasm$/u.test(path))).toBe(true);
    expect(problems).toEqual([]);
    await close();
  });

  it("is chosen by an attribute of a scene, which tells what came of it", async () => {
    const { page, close } = await visit(browserWithGpu(), address());
    const { detail, moves } = await page.evaluate(async () => {
      const scene = document.createElement("headwise-scene");
      scene.setAttribute("backend", "webgpu");
      // It stands below all that is in sight.
      scene.setAttribute("eager", "");
      scene.setAttribute("scene", "attend");
      const moves: { backend: string }[] = [];
      scene.addEventListener("headwise-backendchange", ({ detail }) => moves.push(detail));
      const checked = () => new Promise((resolve) => scene.addEventListener("headwise-check", ({ detail }) => resolve(detail), { once: true }));
      const first = checked();
      document.body.append(scene);
      const told = [await first];
      for (const seed of ["8", "9"]) {
        // Another seed is computed at the same place; then the place changes.
        const next = checked();
        scene.setAttribute("seed", seed);
        if (seed === "9") scene.setAttribute("backend", "cpu");
        told.push(await next);
      }
      return { detail: told[0], moves };
    });
    expect(moves.map(({ backend }) => backend)).toEqual(["webgpu", "cpu"]);
    expect(detail).toMatchObject({ backend: "webgpu", fallbackReason: null, difference: expect.toSatisfy((largest: number) => largest < 2e-6) });
    await close();
  });
});
