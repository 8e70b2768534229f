/** Settings change the numbers; what can't be computed is said in place, and the last good picture stays. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { caption, drawn, eventually, pixels, settings, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();

async function type(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Sentence" }).fill(text);
  await page.keyboard.press("Enter");
}

/** The words of the trace on stage. */
function tokens(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => document.querySelector("headwise-playground")?.renderRoot
    .querySelector("headwise-stage")?.trace?.tokens ?? []);
}

function count(page: Page): Promise<string> {
  return page.locator("headwise-sentence #count").innerText();
}

describe("the sentence", () => {
  it("is computed anew while it is typed", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?${drawn}`);
    await page.getByRole("textbox", { name: "Sentence" }).fill("keys open doors");
    expect(await eventually(() => tokens(page), ({ length }) => length === 3)).toEqual(["keys", "open", "doors"]);
    expect(await count(page)).toBe("3 of up to 64 words");
    expect(problems).toEqual([]);
    await close();
  });

  it("can be one of the examples", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}`);
    await page.getByLabel("Example sentences").selectOption({ label: "Thirty-two words" });
    expect(await eventually(() => tokens(page), ({ length }) => length === 32)).toHaveLength(32);
    await close();
  });

  it("may not be empty: that is said, and the picture stays", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?${drawn}`);
    const before = await tokens(page);
    await type(page, "   ");
    await expect(page.getByRole("alert").innerText()).resolves.toMatch(/Type at least one word/u);
    expect(await count(page)).toMatch(/Type at least one word/u);
    expect(await tokens(page)).toEqual(before);
    expect((await pixels(page)).colors).toBeGreaterThan(50);
    await type(page, "keys");
    await page.getByRole("alert").waitFor({ state: "detached" });
    expect(await tokens(page)).toEqual(["keys"]);
    expect(problems).toEqual([]);
    await close();
  });

  it("is cut after 64 words, and says so", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?${drawn}`);
    await type(page, Array.from({ length: 500 }, (_, at) => `word${at}`).join(" "));
    expect(await eventually(() => tokens(page), ({ length }) => length === 64)).toHaveLength(64);
    expect(await count(page)).toBe("The first 64 words are used, 436 are left out.");
    expect(problems).toEqual([]);
    await close();
  });

  it.each([
    ["emoji", "👩‍👩‍👧 opens 🚪 🇫🇷", ["👩‍👩‍👧", "opens", "🚪", "🇫🇷"]],
    ["right-to-left text", "القطة جلست على السجادة", ["القطة", "جلست", "على", "السجادة"]],
    ["markup", "<img src=x onerror=alert(1)> & ${x}", null],
    ["a very long word", "a".repeat(3000), null],
  ])("takes %s", async (_, text, wanted) => {
    const { page, problems, close } = await visit(browser(), `${address()}?${drawn}`);
    const before = await tokens(page);
    await type(page, text);
    const found = await eventually(() => tokens(page), (now) => now.join() !== before.join());
    if (wanted !== null) expect(found).toEqual(wanted);
    expect((await caption(page).innerText()).length).toBeGreaterThan(20);
    for (const _ of Array.from({ length: 12 })) await page.keyboard.press("ArrowRight");
    expect(problems).toEqual([]);
    await close();
  });
});

describe("the controls", () => {
  it("offer only what can be computed", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}`);
    const group = page.getByRole("group", { name: /^Key and value heads/u });
    await expect(group.getByRole("radio", { name: "8" }).isDisabled()).resolves.toBe(true);
    await page.getByRole("group", { name: /^Heads h/u }).getByRole("radio", { name: "8" }).check({ force: true });
    await expect(group.getByRole("radio", { name: "8" }).isDisabled()).resolves.toBe(false);
    expect(await settings(page)).toMatchObject({ heads: 8, kvHeads: 8 });
    await group.getByRole("radio", { name: "2" }).check({ force: true });
    await page.getByRole("group", { name: /^Heads h/u }).getByRole("radio", { name: "1" }).check({ force: true });
    expect(await settings(page)).toMatchObject({ heads: 1, kvHeads: 1 });
    await close();
  });

  it("change the picture: causal, temperature, seed, width, head, row", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?${drawn}&scene=attend&beat=weights`, { reducedMotion: "reduce" });
    const changes: (() => Promise<unknown>)[] = [
      () => page.getByRole("checkbox", { name: /Causal/u }).uncheck(),
      () => page.getByRole("slider", { name: /Temperature/u }).fill("3"),
      () => page.getByLabel("Seed", { exact: true }).fill("42").then(() => page.keyboard.press("Enter")),
      () => page.getByRole("group", { name: /^Model width/u }).getByRole("radio", { name: "64" }).check({ force: true }),
      () => page.getByRole("group", { name: "Head followed" }).getByRole("radio", { name: "3" }).check({ force: true }),
      () => page.getByLabel("Query word followed").selectOption("2"),
    ];
    for (const change of changes) {
      const before = await pixels(page);
      await change();
      await page.mouse.move(640, 20);
      const after = await eventually(() => pixels(page), ({ hash }) => hash !== before.hash);
      expect(after.hash).not.toBe(before.hash);
    }
    expect(await settings(page)).toMatchObject({ causal: false, temperature: 3, seed: 42, dModel: 64, head: 2, row: 2 });
    expect(problems).toEqual([]);
    await close();
  });

  it("switch a head off, and what leaves the output is shown", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}&scene=concat&beat=switched-off`, { reducedMotion: "reduce" });
    const before = await caption(page).innerText();
    await page.getByRole("button", { name: "Head 3" }).click();
    expect(await eventually(() => caption(page).innerText(), (now) => now !== before)).not.toBe(before);
    expect((await settings(page)).headsOff).toEqual([2]);
    await close();
  });

  it("choose the theme for the page, too", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}`, { colorScheme: "light" });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.getByLabel("Theme").selectOption("dark");
    expect(await eventually(background, (now) => now !== light)).not.toBe(light);
    await close();
  });

  it("take the theme from the address, for the element and for the page", async () => {
    const { page, close } = await visit(browser(), `${address()}?theme=dark`, { colorScheme: "light" });
    const grounds = () => page.evaluate(() => ["body", "headwise-playground"].map((name) => {
      const element = document.querySelector(name);
      return element === null ? "" : getComputedStyle(element).getPropertyValue("--hw-background");
    }));
    const [body, element] = await eventually(grounds, ([around, own]) => around === own);
    expect(body).toBe(element);
    expect(await page.evaluate(() => document.querySelector("headwise-playground")?.getAttribute("theme"))).toBe("dark");
    await close();
  });

  it("fold away", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}`);
    const width = async () => (await page.locator("headwise-stage").boundingBox())?.width ?? 0;
    const before = await width();
    await page.getByRole("button", { name: "Settings" }).click();
    expect(await eventually(width, (now) => now > before + 200)).toBeGreaterThan(before + 200);
    await close();
  });
});
