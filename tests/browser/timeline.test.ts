/** The timeline: keys, buttons, scrubbing, every beat of every scene, and motion or none. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { beat, caption, drawn, eventually, painted, pixels, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();

/** The beats as `scene/beat`, with a hash of each one's picture, by stepping through them from the start; each must show something and say something. */
async function stepThrough(query: string, reached: (page: Page) => Promise<unknown> = painted): Promise<Map<string, number>> {
  const { page, problems, close } = await visit(browser(), `${address()}${query}`, { reducedMotion: "reduce" });
  const seen = new Map<string, number>();
  await page.keyboard.press("Home");
  for (;;) {
    await reached(page);
    const here = await beat(page);
    if (seen.has(here)) break;
    const { colors, hash } = await pixels(page);
    seen.set(here, hash);
    expect(colors, `${here} is not blank`).toBeGreaterThan(20);
    expect((await caption(page).innerText()).length, `${here} has words`).toBeGreaterThan(20);
    await page.keyboard.press("ArrowRight");
  }
  expect(problems).toEqual([]);
  await close();
  return seen;
}

/** Waits until the picture is of the newest numbers, and not what stood there before. */
async function computed(page: Page): Promise<void> {
  await painted(page);
  await page.locator("headwise-playground .stage:not(.busy) headwise-stage").waitFor();
  await painted(page);
}

describe("the timeline", () => {
  it("steps through every beat of all scenes, each with its own picture", async () => {
    const seen = await stepThrough("", computed);
    const scenes = [...seen.keys()].map((place) => place.split("/")[0]);
    expect(new Set(scenes)).toEqual(new Set(["split", "attend", "concat", "online-softmax", "kv-cache"]));
    expect(seen.size).toBeGreaterThan(20);
    expect(new Set(seen.values()).size).toBe(seen.size);
  });

  it.each([
    ["one word", "text=keys"],
    ["letters of an unknown word, the first layer", "text=the+zebra+sleeps&layer=1"],
    ["random weights", "weights=random"],
    ["one head", "heads=1&d-model=16"],
    ["one shared key head", "heads=8&kv-heads=1&d-model=64"],
    ["thirty-two words, eight heads", `heads=8&d-model=64&text=${Array.from({ length: 32 }, (_, at) => `word${at}`).join("+")}`],
    ["sixty-four words, no mask", `causal=false&text=${Array.from({ length: 64 }, (_, at) => `w${at}`).join("+")}`],
    ["all heads off", "off=1,2,3,4"],
    ["cold", "temperature=0.1"],
    ["tiles of one, and as many workers as words", "tile-rows=1&tile-columns=1&splits=64"],
    ["a tile larger than the sentence", "tile-rows=64&tile-columns=64&splits=1"],
    ["a prompt and steps that do not fit, pages of one, a window of one", "prompt=60&steps=48&block=1&window=1&sinks=0"],
    ["random weights, the whole cache on one page, as many sinks as places", "weights=random&steps=1&block=64&window=12&sinks=12"],
    ["random weights and one word, which leaves nothing to decode", "weights=random&text=alone"],
  ])("draws every beat with %s", async (_, query) => {
    const seen = await stepThrough(`?${query}`);
    expect(seen.size).toBeGreaterThan(20);
  });

  it("goes back to where it came from", async () => {
    const { page, close } = await visit(browser(), address(), { reducedMotion: "reduce" });
    const there: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      there.push(await beat(page));
      await page.keyboard.press("ArrowRight");
    }
    for (const place of there.toReversed()) {
      await page.keyboard.press("ArrowLeft");
      expect(await beat(page)).toBe(place);
    }
    await close();
  });

  it.each([1600, 1280, 390])("names its scenes whole at %i pixels", async (width) => {
    const { page, close } = await visit(browser(), address(), { viewport: { width, height: 800 } });
    const names = page.locator("headwise-timeline .name");
    const cut = () => names.evaluateAll((all) => all.filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.textContent));
    expect(await cut()).toEqual([]);
    // The widest one, which may be wider when it is on stage.
    const widest = names.nth(3);
    const look = () => widest.evaluate((name) => {
      const { fontWeight, textDecorationLine } = getComputedStyle(name);
      return `${fontWeight} ${textDecorationLine}`;
    });
    const before = await look();
    await widest.click();
    expect(await look()).not.toBe(before);
    expect(await cut()).toEqual([]);
    expect(await names.nth(2).innerText()).toMatch(width === 1600 ? /^Concat and W/u : /^Concat$/u);
    await close();
  });

  it("obeys End, Home and Space everywhere but in a text field", async () => {
    const { page, close } = await visit(browser(), address());
    await page.keyboard.press("End");
    expect(await beat(page)).toBe("kv-cache/int8");
    await page.keyboard.press("Home");
    expect(await beat(page)).toBe("split/sentence");
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Play" }).waitFor();
    const field = page.getByRole("textbox", { name: "Sentence" });
    await field.focus();
    const before = await beat(page);
    await page.keyboard.press("End");
    await page.keyboard.press("Space");
    expect(await beat(page)).toBe(before);
    await expect(field.inputValue()).resolves.toMatch(/ $/u);
    await close();
  });

  it("moves when it plays and rests to be read", async () => {
    const { page, close } = await visit(browser(), `${address()}?speed=4`);
    const rest = await pixels(page);
    await page.getByRole("button", { name: "Play" }).click();
    const moving = await eventually(() => pixels(page), ({ hash }) => hash !== rest.hash);
    expect(moving.hash).not.toBe(rest.hash);
    const later = await eventually(() => beat(page), (here) => here !== "split/sentence");
    expect(later).not.toBe("split/sentence");
    await close();
  });

  it("scrubs by the range, which says what it stands on", async () => {
    const { page, close } = await visit(browser(), address());
    const range = page.getByRole("slider", { name: "Timeline" });
    const box = await range.boundingBox();
    if (box === null) throw new Error("there is no timeline");
    await page.mouse.click(box.x + box.width * 0.3, box.y + box.height / 2);
    expect(await beat(page)).toMatch(/^attend\//u);
    await expect(range.getAttribute("aria-valuetext")).resolves.toMatch(/^Attend, \d of \d+: ./u);
    await page.keyboard.press("End");
    expect(await beat(page)).toBe("kv-cache/int8");
    await close();
  });

  it("jumps from rest to rest where motion is not wanted", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}`, { reducedMotion: "reduce" });
    await page.keyboard.press("ArrowRight");
    await painted(page);
    const at = await pixels(page);
    await page.waitForTimeout(400);
    expect(await pixels(page)).toEqual(at);
    await close();
  });

  it("speaks the beat when it changes, and not while it moves", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}`);
    const spoken = page.locator("headwise-caption [aria-live=polite]");
    await page.evaluate(() => {
      const live = document.querySelector("headwise-playground")?.renderRoot
        .querySelector("headwise-caption")?.renderRoot.querySelector("[aria-live]");
      Object.assign(globalThis, { spokenTimes: 0 });
      new MutationObserver(() => ((globalThis as unknown as { spokenTimes: number }).spokenTimes += 1))
        .observe(live as Element, { characterData: true, childList: true, subtree: true });
    });
    await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(1500);
    await expect(spoken.innerText()).resolves.toMatch(/^One row of Q\. The row of Q for the second “mat” is its row of X times W Q\./u);
    expect(await page.evaluate(() => (globalThis as unknown as { spokenTimes: number }).spokenTimes)).toBe(1);
    await close();
  });
});
