/** Subscripts stand below their letters, with fonts for mathematics and without. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();

/** As on a machine without such fonts. */
async function withoutFonts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("*, math { --hw-font-formula: sans-serif !important; }");
    document.adoptedStyleSheets = [sheet];
  });
}

/** How far the first subscript of a letter reaches below it, as a share of the letter's height. */
function lowered(page: Page): Promise<number> {
  return page.locator("msub > mi:first-child").first().evaluate((letter) => {
    const line = letter.getBoundingClientRect();
    return ((letter.nextElementSibling?.getBoundingClientRect().bottom ?? 0) - line.bottom) / line.height;
  });
}

describe.each([
  ["a scene", "?scene=concat&beat=output"],
  ["a lesson", "lessons/concat.html"],
])("a formula in %s", (_, path) => {
  it.each([["the machine's fonts", async () => {}], ["no font for mathematics", withoutFonts]] as const)("lowers subscripts with %s", async (_, before) => {
    const { page, close } = await visit(browser(), `${address()}${path}`, { before, waitFor: "math" });
    await expect.poll(() => lowered(page)).toBeGreaterThan(0.1);
    await close();
  });
});
