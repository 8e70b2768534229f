/** The trained model: it takes over after the first picture, predicts, and is done without where it can't be had. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { violationsInBothThemes } from "./support/axe";
import { useBrowser } from "./support/browser";
import { beat, caption, eventually, settings, touch, visit } from "./support/page";
import { serve } from "./support/server";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();
const hooks = useSite("testHooks");
const words = "headwise-predictions ol";

/** The next words and what the page says of each, likeliest first. */
function predictions(page: Page): Promise<readonly string[]> {
  return page.locator(`${words} li`).allInnerTexts().then((all) => all.map((text) => text.replace(/\s+/gu, " ").trim()));
}

const tokens = (page: Page) => page.evaluate(() => document.querySelector("headwise-playground")?.renderRoot
  .querySelector("headwise-stage")?.trace?.tokens ?? []);

describe("the trained model", () => {
  it("takes over from random weights at the beat and the row where the reader is", async () => {
    let asked = 0;
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const { page, problems, close } = await visit(browser(), `${address()}?scene=attend&beat=weights`, {
      reducedMotion: "reduce",
      before: (page) => page.route("**/model.safetensors", async (route) => {
        asked += 1;
        await held;
        await route.continue();
      }),
    });
    await expect(page.locator(".honest").innerText()).resolves.toMatch(/^Random weights, until/u);
    await page.locator("headwise-predictions progress").waitFor();
    expect((await tokens(page))[0]).toBe("Anna");
    await page.getByLabel("Query word followed").selectOption({ label: "2: Quill" });
    await page.keyboard.press("ArrowRight");
    expect(await beat(page)).toBe("attend/mix-values");
    release();
    await page.locator(words).waitFor();
    expect((await tokens(page))[0]).toBe("<begin>");
    expect(await beat(page)).toBe("attend/mix-values");
    await expect(page.getByLabel("Query word followed").inputValue()).resolves.toBe("1");
    await expect(caption(page).innerText()).resolves.toMatch(/“Quill”/u);
    await expect(page.locator(".honest").innerText()).resolves.toBe("Trained model, layer 2 of 3");
    expect(asked).toBe(1);
    expect(problems).toEqual([]);
    await close();
  });

  it("expects the name that came before; not so with its copying head off", async () => {
    const { page, close } = await visit(browser(), address(), { waitFor: words });
    expect((await predictions(page))[0]).toMatch(/^Quill 9\d\.\d %$/u);
    const before = await predictions(page);
    await page.getByRole("button", { name: "Head 4", exact: true }).click();
    expect(await eventually(() => predictions(page), (now) => now.join() !== before.join())).not.toEqual(before);
    await page.getByLabel("Query word followed").selectOption({ label: "10: are" });
    await expect(page.locator("headwise-predictions h3").innerText()).resolves.toMatch(/are/u);
    await close();
  });

  it("shows each layer, and can be told in the address", async () => {
    const { page, close } = await visit(browser(), `${address()}?layer=3`, { waitFor: words });
    await expect(page.locator(".honest").innerText()).resolves.toBe("Trained model, layer 3 of 3");
    await page.getByRole("group", { name: "Layer shown" }).getByRole("radio", { name: "1" }).check({ force: true });
    await page.getByText("Layer 1 reads it").first().waitFor();
    expect(await eventually(async () => page.url(), (url) => url.includes("layer=1"))).toContain("layer=1");
    await close();
  });

  it("has sizes that can't be changed, and says why", async () => {
    const { page, close } = await visit(browser(), address(), { waitFor: words });
    const heads = page.getByRole("group", { name: /^Heads h/u });
    await expect(heads.getByRole("radio", { name: "6" }).isChecked()).resolves.toBe(true);
    await expect(heads.getByRole("radio", { name: "8" }).isDisabled()).resolves.toBe(true);
    await expect(page.getByRole("checkbox", { name: /Causal/u }).isDisabled()).resolves.toBe(true);
    await page.getByText("the model was trained with it").waitFor();
    await page.getByRole("radio", { name: "Random" }).check({ force: true });
    expect(await settings(page)).toMatchObject({ weights: "random", heads: 4 });
    await page.locator("headwise-predictions").waitFor({ state: "detached" });
    await close();
  });

  it("spells a word that it does not know, and says so", async () => {
    const { page, close } = await visit(browser(), `${address()}?text=the+zebra+sleeps`, { waitFor: words });
    await expect(page.locator("headwise-notice .notice").innerText()).resolves.toMatch(/“zebra”: not among the 293 words/u);
    expect(await tokens(page)).toEqual(["<begin>", "the", "z", "e", "b", "r", "a", "sleeps"]);
    await close();
  });

  it("is done without where it can't be fetched, and tried again", async () => {
    let broken = true;
    const { page, close } = await visit(browser(), address(), {
      before: (page) => page.route("**/model.safetensors", (route) => (broken ? route.fulfill({ status: 404 }) : route.continue())),
    });
    await page.getByRole("alert").waitFor();
    await expect(page.getByRole("alert").innerText()).resolves.toMatch(/could not be loaded: .*404\. Random weights stand in/u);
    await page.keyboard.press("ArrowRight");
    expect(await eventually(() => beat(page), (now) => now === "split/query-row")).toBe("split/query-row");
    broken = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator(words).waitFor();
    await page.getByRole("alert").waitFor({ state: "detached" });
    expect(await beat(page)).toBe("split/query-row");
    await close();
  });

  it("is refused with the reason where its files are broken", async () => {
    const { page, close } = await visit(browser(), address(), {
      before: (page) => page.route("**/model.safetensors", (route) => route.fulfill({ body: "not a model" })),
    });
    await page.getByRole("alert").waitFor();
    await expect(page.getByRole("alert").innerText()).resolves.toMatch(/could not be loaded: .+ Random weights stand in/u);
    expect((await tokens(page))[0]).toBe("Anna");
    await close();
  });

  it("is there again after a panic", async () => {
    const { page, close } = await visit(browser(), hooks(), { waitFor: words });
    const before = await predictions(page);
    await page.evaluate(() => (globalThis as unknown as { headwiseTestHooks: { panic(): Promise<unknown> } }).headwiseTestHooks.panic().catch(() => {}));
    await page.getByRole("button", { name: "Head 4", exact: true }).click();
    expect(await eventually(() => predictions(page), (now) => now.join() !== before.join())).not.toEqual(before);
    expect((await tokens(page))[0]).toBe("<begin>");
    await close();
  });

  it("comes to a page of another origin from where the script is", async () => {
    const folder = await mkdtemp(join(tmpdir(), "headwise-host-"));
    await writeFile(join(folder, "index.html"), `<!doctype html><title>Another site</title><link rel="icon" href="data:,">
      <script type="module" src="${address()}headwise.js"></script>
      <headwise-scene scene="attend" weights="trained" text="Anna Quill sings. Anna" row="5"></headwise-scene>`);
    const host = await serve(folder, { policy: null });
    const { page, close } = await visit(browser(), host.address, { waitFor: words });
    expect((await predictions(page))[0]).toMatch(/^Quill /u);
    await close();
    await host.close();
  });

  it("is not fetched for a scene, nor for random weights", async () => {
    let asked = 0;
    const { page, close } = await visit(browser(), `${address()}?weights=random`, {
      before: (page) => page.route("**/model/**", (route) => (asked += 1, route.continue())),
    });
    await page.waitForTimeout(500);
    expect(asked).toBe(0);
    await close();
  });

  it.each([["desktop", {}], ["phone", touch]])("has nothing that axe finds, on a %s", async (_, options) => {
    const { page, close } = await visit(browser(), `${address()}?scene=concat&beat=residual`, { ...options, waitFor: words, reducedMotion: "reduce" });
    await expect(caption(page).innerText()).resolves.toMatch(/finds “Quill” likeliest/u);
    expect(await violationsInBothThemes(page)).toEqual([]);
    await close();
  });
});
