/** axe finds nothing, in both themes, at both sizes, in every state the page has. */
import type { BrowserContextOptions } from "playwright-core";
import { describe, expect, it } from "vitest";
import { violations, violationsInBothThemes } from "./support/axe";
import { useBrowser } from "./support/browser";
import { desktop, findCell, tapCell, touch, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();

const sizes: [string, BrowserContextOptions][] = [["desktop", { viewport: desktop }], ["phone", touch]];

describe("axe", () => {
  it("finds what is amiss on a page, in a shadow tree and in a frame", async () => {
    const page = await browser().newPage();
    const pages = {
      "/": `<main><h1>Page</h1><p style="color: #ccc; background: #fff">pale</p>
        <div><template shadowrootmode="open"><button></button></template></div>
        <iframe title="Frame" src="/frame"></iframe></main>`,
      "/frame": "<h1>Frame</h1><input>",
    };
    for (const [path, body] of Object.entries(pages)) {
      const whole = `<!doctype html><html lang="en"><title>${path}</title>${body}`;
      await page.route(`http://amiss.test${path}`, (route) => route.fulfill({ contentType: "text/html", body: whole }));
    }
    await page.goto("http://amiss.test/");
    const rules = (await violations(page)).map((violation) => violation.split(":")[0]);
    expect(rules).toEqual(expect.arrayContaining(["button-name", "color-contrast", "label"]));
    await page.close();
  });
});

describe.each(sizes)("%s, light and dark", (size, options) => {
  it.each(["split", "attend", "concat", "online-softmax", "kv-cache"])("the page at scene %s", async (scene) => {
    const { page, close } = await visit(browser(), `${address()}?scene=${scene}`, { ...options, reducedMotion: "reduce" });
    expect(await violationsInBothThemes(page)).toEqual([]);
    await close();
  });

  it("a notice, an error and the settings", async () => {
    const { page, close } = await visit(browser(), `${address()}?heads=3`, options);
    if (size === "phone") await page.getByRole("button", { name: "Settings", exact: true }).click();
    await page.getByRole("textbox", { name: "Sentence" }).fill(" ");
    await page.getByRole("alert").waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await close();
  });

  it("the table", async () => {
    const { page, close } = await visit(browser(), address(), options);
    await page.getByRole("button", { name: "Table" }).click();
    await page.getByRole("dialog").waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await close();
  });

  it("a held cell", async () => {
    const { page, close } = await visit(browser(), `${address()}?scene=attend&beat=weights`, { ...options, reducedMotion: "reduce" });
    if (size === "phone") {
      await tapCell(page);
    } else {
      const { x, y } = await findCell(page, [380, 60]);
      await page.mouse.click(x, y);
    }
    await page.locator("headwise-derivation[locked]").waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await close();
  });
});
