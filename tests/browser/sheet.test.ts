/** The pages about one subject: who turns from one to the next sees neither title nor text jump. */
import { expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();

it.each([1280, 390])("begin at the same place in the same size, %i pixels wide", async (width) => {
  const begins: Record<string, unknown> = {};
  for (const name of ["heads", "cost", "map", "speed", "embed"]) {
    const { page, close } = await visit(browser(), `${address()}${name}.html`, { viewport: { width, height: 800 }, waitFor: null });
    const title = page.locator(".introduction h2");
    await title.waitFor();
    begins[name] = await title.evaluate((title) => {
      const of = (element: Element | null) => element && [element.getBoundingClientRect().left, getComputedStyle(element).fontSize];
      return { title: of(title), words: of(title.parentElement!.querySelector("p")) };
    });
    await close();
  }
  const first = begins["heads"];
  expect(first).toMatchObject({ title: [width === 1280 ? 48 : 16, expect.stringMatching(/^\d+px$/u)] });
  expect(begins).toEqual({ heads: first, cost: first, map: first, speed: first, embed: first });
});
