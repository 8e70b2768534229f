/** The text of a lesson stands where it will stand before any script has run: nothing moves under a reader who is already there. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { desktop, eventually, touch, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();
const oneLine = 25;

interface Place {
  readonly what: string;
  readonly top: number;
  readonly height: number;
}

/** Where the parts of the page are. */
function places(page: Page): Promise<Place[]> {
  return page.locator("h1, .guide, headwise-checkpoint, headwise-search, headwise-progress, .course > li").evaluateAll((parts) => parts.map((part) => {
    const { top, height } = part.getBoundingClientRect();
    return { what: part.id || part.className || part.localName, top: top + window.scrollY, height };
  }));
}

/** The places before any script and when all is there. */
async function beforeAndAfter(path: string, options: Parameters<typeof visit>[2]): Promise<readonly [Place[], Place[]]> {
  const bare = await visit(browser(), `${address()}${path}`, { ...options, waitFor: null, before: (page) => page.route(/\.js$/u, (route) => route.abort()) });
  const before = await places(bare.page);
  await bare.close();
  const { page, problems, close } = await visit(browser(), `${address()}${path}`, { ...options, waitFor: null });
  for (const checkpoint of await page.locator("headwise-checkpoint").all()) {
    await checkpoint.scrollIntoViewIfNeeded();
    await eventually(() => checkpoint.locator("[slot=draft]").count(), (count) => count === 0);
  }
  await page.locator("headwise-theme:defined").waitFor();
  const after = await places(page);
  expect(problems).toEqual([]);
  await close();
  return [before, after];
}

const lessons = ["one-head", "many-heads", "concat", "sqrt-dk", "causal-mask", "shared-keys", "kv-cache", "prefill-decode", "flash-attention", "one-pass", "paged-cache", "pruning", "what-heads-learn"];

describe.each([["a phone", touch], ["a desktop", { viewport: desktop }]] as const)("on %s", (_, options) => {
  it("the list of lessons keeps its places", async () => {
    const [before, after] = await beforeAndAfter("lessons/", options);
    expect(before.length).toBeGreaterThan(2 * lessons.length);
    for (const [at, { what, top }] of before.entries()) expect(Math.abs((after[at]?.top ?? NaN) - top), what).toBeLessThan(1);
  });

  it("a question takes the room from the start that it has in the end", async () => {
    const grown: string[] = [];
    let asked = 0;
    for (const lesson of lessons) {
      const [before, after] = await beforeAndAfter(`lessons/${lesson}.html`, options);
      expect(after[0]?.top, `the title of ${lesson}`).toBe(before[0]?.top);
      for (const [at, { what, height }] of before.entries()) {
        const by = (after[at]?.height ?? NaN) - height;
        asked += Number(what.startsWith("check-"));
        if (what.startsWith("guide")) expect(Math.abs(by), `a guide of ${lesson}`).toBeLessThan(1);
        // A number may be so much longer or shorter than the points that stand for it that a line breaks elsewhere.
        expect(Math.abs(by), `${what} of ${lesson}`).toBeLessThan(oneLine);
        if (Math.abs(by) > 1) grown.push(`${what} of ${lesson} by ${by}`);
      }
    }
    expect(asked).toBeGreaterThan(50);
    expect(grown.length, grown.join(", ")).toBeLessThan(asked / 20);
  });
});
