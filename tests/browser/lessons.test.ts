/** The lessons as a reader finds them: by link, by keyboard, on a phone, without JavaScript. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { violationsInBothThemes } from "./support/axe";
import { useBrowser } from "./support/browser";
import { desktop, eventually, phone, touch, visit } from "./support/page";
import { serve } from "./support/server";
import { folders, useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();
const first = (): string => `${address()}lessons/one-head.html`;

/** The names of all lessons, as the contents page links them. */
async function lessonNames(page: Page): Promise<string[]> {
  return page.locator("ol.course > li > a").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname.split("/").at(-1) ?? ""));
}

/** Scrolls down in steps, so that all that loads when it is near has been. */
async function readThrough(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height; y += 600) {
    await page.evaluate((to) => window.scrollTo(0, to), y);
    await page.waitForTimeout(60);
  }
  await eventually(() => page.locator("headwise-scene canvas").count(), (count) => count > 0);
  await eventually(() => page.getByText("on its way").count(), (count) => count === 0, 10_000);
}

describe("the page that names the lessons", () => {
  it("links lessons that exist, in order, and the first from the bar", async () => {
    const { page, problems, close } = await visit(browser(), address(), {});
    await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "Lessons" }).click();
    await page.getByRole("heading", { name: "Lessons", level: 1 }).waitFor();
    const names = await lessonNames(page);
    expect(names[0]).toBe("one-head.html");
    const numbers = await page.locator("ol.course > li").evaluateAll((items) => items.map((item) => (item as HTMLLIElement).value));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(problems).toEqual([]);
    await close();
  });

  it("finds words in the text, and links the section", async () => {
    const { page, close } = await visit(browser(), `${address()}lessons/`, { waitFor: null });
    await page.getByRole("searchbox").fill("wrong axis");
    const link = page.getByRole("link", { name: "1. One head, row by row: Common mistakes" });
    await link.click();
    await page.waitForURL(/one-head\.html#common-mistakes$/u);
    await close();
  });

  it("shows progress, saves it and erases it", async () => {
    const { page, close } = await visit(browser(), first(), { waitFor: null });
    await readThrough(page);
    const checkpoint = page.locator("#check-hardest");
    await checkpoint.getByRole("button", { name: "Show the answer" }).click();
    await checkpoint.getByText("answer seen").waitFor();
    await page.goto(`${address()}lessons/`);
    await page.locator("headwise-progress .shown").waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save to a file" }).click()]);
    expect(download.suggestedFilename()).toBe("headwise-lessons.json");
    await page.getByRole("button", { name: "Erase …" }).click();
    await page.getByRole("button", { name: "Erase all of it" }).click();
    await eventually(() => page.locator("headwise-progress .shown").count(), (count) => count === 0);
    expect(await page.evaluate(() => localStorage.getItem("headwise-lessons"))).toBeNull();
    await close();
  });

  it("leads from the first lesson to the end of the last and back, by taps on a phone", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}lessons/`, { ...touch, waitFor: null });
    const names = await lessonNames(page);
    await page.locator("ol.course > li > a").first().tap();
    for (const name of names) {
      await page.waitForURL(`**/lessons/${name}`);
      await page.locator("h1").waitFor();
      const next = page.locator("a[rel=next]");
      const onwards = (await next.count()) > 0 ? next : page.getByRole("link", { name: "All lessons" }).last();
      // At once: nothing moves under the finger while questions and scenes come.
      await onwards.tap();
    }
    await page.locator("ol.course").waitFor();
    expect(names).toHaveLength(13);
    expect(problems).toEqual([]);
    await close();
  });
});

describe("a lesson", () => {
  it("is a page of text, formulas and code without JavaScript", async () => {
    const { page, close } = await visit(browser(), first(), { waitFor: null, javaScriptEnabled: false, viewport: desktop });
    expect(await page.getByRole("heading", { level: 2 }).count()).toBeGreaterThan(5);
    expect(await page.locator("math").count()).toBeGreaterThan(10);
    expect(await page.locator("figure.code pre").count()).toBeGreaterThan(3);
    expect(await page.getByText("One query meets every key and gives a row of scores").isVisible()).toBe(true);
    expect(await page.getByText("which word does the row of mat look at hardest").isVisible()).toBe(true);
    // What could be chosen, and no button that does nothing.
    expect(await page.getByText("They stay as they are.", { exact: true }).isVisible()).toBe(true);
    expect(await page.locator("button:visible").count()).toBe(0);
    await close();
  });

  it("brings the picture to the beat that is read, and leaves it when that is switched off", async () => {
    const { page, problems, close } = await visit(browser(), first(), { waitFor: null, reducedMotion: "reduce" });
    const scene = page.locator("#scene-walk");
    const read = (beat: string) => page.locator(`.step[data-scene=scene-walk][data-beat=${beat}] h3`).evaluate((heading) => {
      window.scrollTo(0, heading.getBoundingClientRect().top + window.scrollY - window.innerHeight * 0.3);
    });
    await read("mask");
    await scene.getByRole("heading", { name: "The mask" }).waitFor();
    const before = await page.evaluate(() => window.scrollY);
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => window.scrollY)).toBe(before);
    await page.getByLabel("The picture follows the text").last().uncheck();
    await read("weights");
    await page.waitForTimeout(300);
    await scene.getByRole("heading", { name: "The mask" }).waitFor();
    await page.locator(".step[data-beat=weights]").getByRole("button", { name: "Show this in the picture" }).click();
    await scene.getByRole("heading", { name: "Every row becomes weights" }).waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("has its first picture beside what leads up to it", async () => {
    const { page, close } = await visit(browser(), first(), { waitFor: null, viewport: desktop, reducedMotion: "reduce" });
    const picture = page.locator(".guide").first().locator("headwise-scene");
    await picture.locator("canvas").waitFor();
    const seen = () => picture.evaluate((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { right, left, shown: Math.min(bottom, innerHeight) - Math.max(top, 0) };
    });
    const [text, before] = [await page.locator(".prelude > p").first().boundingBox(), await seen()];
    expect(text?.x).toBeGreaterThan(before.right);
    expect(before.shown).toBeGreaterThan(300);
    // It stays while the text is read, down to the last section of it.
    await page.locator(".prelude h2").last().evaluate((heading) => heading.scrollIntoView());
    expect((await seen()).shown).toBeGreaterThan(500);
    await close();
  });

  it("turns the picture to what a word stands for, when the word is pressed", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}lessons/sqrt-dk.html`, { waitFor: null, viewport: desktop, reducedMotion: "reduce" });
    const picture = page.locator(".guide").first().locator("headwise-scene");
    await picture.locator("canvas").waitFor();
    const beat = () => picture.evaluate((scene) => (scene as unknown as { settings: { beat: string } }).settings.beat);
    expect(await beat()).toBe("scores");
    await page.locator(".prelude .ref[data-tensor=scores]").click();
    expect(await beat()).toBe("scores");
    await page.locator(".prelude .ref[data-tensor=unscaledWeights]").focus();
    await page.keyboard.press("Enter");
    expect(await beat()).toBe("scale");
    expect(problems).toEqual([]);
    await close();
  });

  it("opens on a phone with its picture, which goes on to its steps unseen", async () => {
    const { page, problems, close } = await visit(browser(), first(), { ...touch, waitFor: null, reducedMotion: "reduce" });
    const picture = page.locator("#scene-make");
    await picture.locator("canvas").waitFor();
    const top = async () => (await picture.boundingBox())?.y ?? NaN;
    const heights = () => page.evaluate(() => [...document.querySelectorAll(":is(.prelude, .step, article) > :is(p, h2, h3)")].map((text) => text.getBoundingClientRect().top + window.scrollY));
    const [before, opening] = [await heights(), await page.locator(".opening").boundingBox()];
    expect(await top()).toBe(opening?.y);
    // In the first window.
    expect(await top()).toBeLessThan(phone.height / 2);
    const scrollTo = (selector: string, share: number) => page.evaluate(([to, at]) => {
      const { top } = document.querySelector(to)?.getBoundingClientRect() ?? { top: NaN };
      window.scrollTo(0, top + window.scrollY - window.innerHeight * at);
    }, [selector, share] as const);
    await scrollTo(".step[data-beat=query-row]", 0.7);
    // It stands above its steps, and no line has moved.
    expect(await eventually(top, (y) => y >= 0)).toBe(0);
    expect(await heights()).toEqual(before);
    await scrollTo(".opening", 0.5);
    expect(await eventually(top, (y) => y > 0)).toBe((await page.locator(".opening").boundingBox())?.y);
    expect(await heights()).toEqual(before);
    expect(problems).toEqual([]);
    await close();
  });

  it("has the picture come to a word that is pressed on a phone, and go again", async () => {
    const { page, problems, close } = await visit(browser(), first(), { ...touch, waitFor: null, reducedMotion: "reduce" });
    const picture = page.locator("#scene-make");
    const lit = () => picture.evaluate((element) => (element.shadowRoot?.querySelector("headwise-stage")?.highlight ?? []).map(({ tensor }) => tensor));
    const place = () => page.evaluate(() => window.scrollY);
    const pressAt = async (share: number) => {
      const word = page.locator(".prelude .ref[data-tensor=q]");
      await word.evaluate((element, to) => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - window.innerHeight * to), share);
      const before = await place();
      await word.tap();
      await picture.locator("canvas").waitFor();
      const [own, other] = [await word.boundingBox(), await picture.boundingBox()];
      if (own === null || other === null) throw new Error("the word or the picture is not on the page");
      expect(other.y >= 0 && other.y + other.height <= phone.height).toBe(true);
      expect(own.y + own.height <= other.y || own.y >= other.y + other.height).toBe(true);
      expect(await eventually(lit, (names) => names.includes("q"))).toContain("q");
      expect(await place()).toBe(before);
      return other.y;
    };
    // Above the word or below it, wherever it leaves the word free.
    expect(await pressAt(0.7)).toBe(0);
    await page.keyboard.press("Escape");
    expect(await page.locator(".docked").count()).toBe(0);
    expect(await lit()).toEqual([]);
    expect(await pressAt(0.3)).toBeGreaterThan(200);
    await page.locator(".prelude p").filter({ has: page.locator(".ref[data-tensor=q]") }).tap({ position: { x: 10, y: 10 } });
    expect(await page.locator(".docked").count()).toBe(0);
    await pressAt(0.7);
    await page.getByRole("button", { name: "Close the picture" }).tap();
    expect(await page.locator(".docked").count()).toBe(0);
    // Where it belongs it is at its place again.
    await pressAt(0.7);
    await picture.evaluate((scene) => scene.closest(".guide")?.querySelector(".steps")?.scrollIntoView());
    await eventually(() => page.locator(".docked").count(), (count) => count === 0);
    expect(problems).toEqual([]);
    await close();
  });

  it("links words with the picture both ways", async () => {
    const { page, close } = await visit(browser(), `${first()}#one-row-then-all`, { waitFor: null, reducedMotion: "reduce" });
    const scene = page.locator("#scene-walk");
    await scene.locator("canvas").waitFor();
    await page.locator(".step[data-scene=scene-walk][data-beat=scores]").getByRole("button", { name: "Show this" }).click();
    await scene.getByRole("heading", { name: "All scores" }).waitFor();
    await page.locator(".step[data-beat=scores] .ref", { hasText: "scores" }).hover();
    const lit = () => scene.evaluate((element) => (element.shadowRoot?.querySelector("headwise-stage")?.highlight ?? []).map(({ tensor }) => tensor));
    expect(await eventually(lit, (names) => names.includes("scores"))).toContain("scores");
    const box = await scene.locator("headwise-stage").boundingBox();
    const word = page.locator(".step[data-beat=scores] .ref.lit");
    // Somewhere to the lower right lies the table of scores.
    for (let share = 0.5; share < 0.95 && (await word.count()) === 0; share += 0.03) {
      await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * share, (box?.y ?? 0) + (box?.height ?? 0) * 0.62);
    }
    expect(await word.count()).toBe(1);
    await close();
  });

  it("is read to its end by keyboard alone, with a question answered wrong and right on the way", async () => {
    const { page, problems, close } = await visit(browser(), first(), { waitFor: null, reducedMotion: "reduce" });
    // Whoever presses Tab two hundred times without a pause would be past a scene before it has loaded.
    await readThrough(page);
    await page.evaluate(() => window.scrollTo(0, 0));
    const focused = () => page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const host = document.activeElement?.id ?? "";
      return { host, tag: element?.localName ?? "", text: element?.textContent?.trim() ?? "", type: element?.getAttribute("type") ?? "" };
    });
    let answered = false;
    const hosts = new Set<string>();
    for (let presses = 0; presses < 260; presses += 1) {
      await page.keyboard.press("Tab");
      const now = await focused();
      hosts.add(now.host);
      if (now.host === "check-hardest" && now.type === "radio" && !answered) {
        answered = true;
        const verdict = page.locator("#check-hardest .verdict");
        const check = page.locator("#check-hardest").getByRole("button", { name: "Check" });
        const outcomes: string[] = [];
        await page.keyboard.press("Space");
        for (let words = 0; words < 6; words += 1) {
          await check.press("Enter");
          outcomes.push((await verdict.locator("b").textContent()) ?? "");
          await page.locator("#check-hardest input:checked").focus();
          await page.keyboard.press("ArrowRight");
        }
        expect(outcomes.filter((outcome) => outcome === "Right.")).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === "Not yet.")).toHaveLength(5);
      }
      if (now.tag === "a" && now.text.startsWith("Next")) break;
    }
    expect(answered).toBe(true);
    expect([...hosts]).toEqual(expect.arrayContaining(["scene-make", "scene-walk", "check-hardest", "check-first-row", "check-look-at-cat"]));
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => !url.pathname.endsWith("one-head.html"));
    expect(problems).toEqual([]);
    await close();
  });

  it("examines the trained model without the heads that the reader switched off", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}lessons/pruning.html`, { waitFor: null, reducedMotion: "reduce" });
    const exam = page.locator("headwise-checkpoint[kind=exam]").first();
    await exam.scrollIntoViewIfNeeded();
    const take = exam.getByRole("button", { name: "Take the exam" });
    await take.waitFor();
    expect(await take.isDisabled()).toBe(true);
    await exam.getByLabel("1.1", { exact: true }).uncheck();
    await take.click();
    await exam.locator(".verdict").waitFor({ timeout: 60_000 });
    expect(await exam.locator(".verdict").textContent()).not.toMatch(/NaN|undefined/u);
    expect(problems).toEqual([]);
    await close();
  });

  it("keeps the theme that was chosen, from page to page and in its pictures", async () => {
    const { page, close } = await visit(browser(), first(), { waitFor: null, colorScheme: "light" });
    await page.getByLabel("Theme").selectOption("dark");
    await eventually(() => page.locator("#scene-walk").getAttribute("theme"), (theme) => theme === "dark");
    expect(await page.locator("#scene-walk").getAttribute("theme")).toBe("dark");
    await page.getByRole("link", { name: /Next/u }).click();
    await page.waitForURL(/\?theme=dark/u);
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    await close();
  });

  it("works below any path", async () => {
    const site = await serve(folders.site, { prefix: "/some/where/" });
    const { page, problems, close } = await visit(browser(), `${site.address}lessons/one-head.html`, { waitFor: null });
    await page.locator("#scene-make").scrollIntoViewIfNeeded();
    await page.locator("#scene-make canvas").waitFor();
    expect(problems).toEqual([]);
    await close();
    await site.close();
  });

  it("offers each of its scenes for embedding, with its settings", async () => {
    const { page, close } = await visit(browser(), first(), { waitFor: null });
    await page.locator("figure[data-scene=walk]").getByRole("link", { name: "Embed" }).click();
    await page.waitForURL(/embed\.html/u);
    const scene = page.locator("headwise-embed headwise-scene").first();
    await scene.locator("canvas").waitFor();
    expect(await scene.evaluate((element: HTMLElementTagNameMap["headwise-scene"]) => element.settings)).toMatchObject({
      scene: "attend", beat: "row-of-scores", weights: "random", heads: 1, dModel: 16, row: 5, text: "the cat sat on the mat",
    });
    await close();
  });

  it("computes no scene before the reader comes near it", async () => {
    const { page, close } = await visit(browser(), first(), { ...touch, waitFor: null });
    // The first picture opens the lesson; the next stands further down.
    await page.locator("#scene-make canvas").waitFor();
    const next = page.locator("#scene-walk");
    expect(await next.locator("canvas").count()).toBe(0);
    await next.scrollIntoViewIfNeeded();
    await next.locator("canvas").waitFor();
    await close();
  });
});

const sizes = [["desktop", { viewport: desktop }], ["phone", touch]] as const;

describe.each(sizes)("every lesson on a %s, light and dark", (size, options) => {
  it("has nothing for axe to find, no errors, and fits", { timeout: 600_000 }, async () => {
    const { page: contents, close: closeContents } = await visit(browser(), `${address()}lessons/`, { ...options, waitFor: null });
    await contents.locator("headwise-progress-keeper button").first().waitFor();
    expect(await violationsInBothThemes(contents)).toEqual([]);
    const names = await lessonNames(contents);
    await closeContents();
    for (const name of names) {
      const { page, problems, close } = await visit(browser(), `${address()}lessons/${name}`, { ...options, waitFor: null, reducedMotion: "reduce" });
      await readThrough(page);
      expect(await violationsInBothThemes(page), name).toEqual([]);
      expect(problems, name).toEqual([]);
      const wide = await page.evaluate(() => [...document.querySelectorAll(".formula")].filter((formula) => formula.scrollWidth > formula.clientWidth + 1).map((formula) => formula.textContent));
      expect(wide, `${name} on a ${size}`).toEqual([]);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, `${name} on a ${size}`).toBeLessThanOrEqual((options.viewport ?? desktop).width);
      await close();
    }
  });
});
