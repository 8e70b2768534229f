/** The scene of the cache: fetched later, with sizes of its own, which the address holds and notices explain. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { beat, caption, drawn, eventually, findCell, pixels, settings, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();
const still = { reducedMotion: "reduce" } as const;

/** A fact of the trace on stage, as soon as it has a cache. */
async function fact(page: Page, name: string): Promise<number> {
  const read = () => page.evaluate((name) => {
    const trace = document.querySelector("headwise-playground")?.renderRoot.querySelector("headwise-stage")?.trace;
    return trace?.has("cacheKeys") === true && trace.has("stream") ? trace.fact(name) : Number.NaN;
  }, name);
  return eventually(read, (value) => !Number.isNaN(value), 10_000);
}

function slide(page: Page, label: string, value: number): Promise<void> {
  return page.getByLabel(label).fill(String(value));
}

describe("the scene of the cache", () => {
  it("opens at any of its beats from an address", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?scene=kv-cache&beat=without-cache`, still);
    await fact(page, "prompt");
    expect(await eventually(() => caption(page).innerText(), (text) => text.startsWith("With the cache each step"))).toMatch(/counted as the model ran/u);
    expect((await pixels(page)).colors).toBeGreaterThan(50);
    expect(await beat(page)).toBe("kv-cache/without-cache");
    expect(problems).toEqual([]);
    await close();
  });

  it("is reached by stepping, without a blank in between", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?${drawn}&scene=kv-cache`, still);
    await page.keyboard.press("ArrowLeft");
    expect(await beat(page)).toMatch(/^online-softmax\//u);
    await page.keyboard.press("ArrowRight");
    expect(await beat(page)).toBe("kv-cache/prefill");
    expect((await pixels(page)).colors).toBeGreaterThan(20);
    await page.keyboard.press("ArrowRight");
    expect(await beat(page)).toBe("kv-cache/next-token");
    expect(problems).toEqual([]);
    await close();
  });

  it("takes its sizes from sliders and keeps them in the address", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?scene=kv-cache`, still);
    expect(await fact(page, "prompt")).toBe(14);
    await slide(page, "Words of the prompt", 6);
    expect(await eventually(() => fact(page, "prompt"), (prompt) => prompt === 7)).toBe(7);
    await slide(page, "Tokens after it", 12);
    await slide(page, "Rows of a page", 5);
    await slide(page, "Rows of the window", 3);
    await slide(page, "Sinks", 2);
    expect(await eventually(() => fact(page, "sinks"), (sinks) => sinks === 2)).toBe(2);
    expect(await Promise.all(["steps", "pageRowsOfBlock", "window"].map((name) => fact(page, name)))).toEqual([12, 5, 3]);
    const url = await eventually(async () => page.url(), (url) => url.includes("sinks=2"));
    expect(new URL(url).search).toContain("prompt=6&steps=12&block=5&window=3&sinks=2&scene=kv-cache");
    const again = await visit(browser(), url, still);
    expect(await fact(again.page, "prompt")).toBe(7);
    expect(await settings(again.page)).toEqual(await settings(page));
    expect(problems).toEqual([]);
    await again.close();
    await close();
  });

  it.each([
    ["prompt=60", "A prompt of 60 does not fit the text. Using 13."],
    ["prompt=13&steps=99", "steps goes from 0 to 48, not 99. Using 48."],
    ["window=0", "window goes from 1 to 64, not 0. Using 1."],
    ["groups=4", "4 groups do not divide 6 heads. Using 3."],
    ["window=2&sinks=9", "9 sinks are more than the window of 2. Using 2."],
    ["weights=random&text=alone", "A single word leaves nothing to decode after it"],
    ["weights=random&text=three+short+words&steps=7", "There is no room for 7 steps after the prompt. Using 1."],
  ])("explains %s and takes what is nearest", async (query, notice) => {
    const { page, problems, close } = await visit(browser(), `${address()}?scene=kv-cache&${query}`, still);
    const told = page.locator("headwise-notice .notice");
    expect(await eventually(() => told.allInnerTexts(), (texts) => texts.join().includes(notice), 10_000)).toContainEqual(expect.stringContaining(notice));
    expect((await pixels(page)).colors).toBeGreaterThan(20);
    expect(problems).toEqual([]);
    await close();
  });

  it("derives a cell of the cache from the token's row", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?scene=kv-cache&beat=growth`, still);
    await fact(page, "prompt");
    const { x, y } = await findCell(page, [100, 80]);
    await page.mouse.click(x, y);
    await page.locator("headwise-derivation[locked]").waitFor();
    await page.locator("headwise-derivation").getByText("Computed from").waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("says that the scene could not be fetched, and asks again", async () => {
    let broken = true;
    const { page, close } = await visit(browser(), `${address()}?${drawn}&scene=kv-cache`, {
      ...still, waitFor: "[role=alert]",
      before: (page) => page.route("**/kv-cache-*.js", (route) => (broken ? route.abort() : route.continue())),
    });
    await expect(page.getByRole("alert").innerText()).resolves.toMatch(/could not be fetched/u);
    broken = false;
    await page.keyboard.press("ArrowRight");
    await page.locator("headwise-stage canvas").waitFor();
    await close();
  });
});
