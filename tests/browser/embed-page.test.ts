/** The page about embedding: what is set up is seen, written out for each way in, and kept in the link. */
import { describe, expect, it } from "vitest";
import { violationsInBothThemes } from "./support/axe";
import { useBrowser } from "./support/browser";
import { eventually, touch, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const site = useSite();

describe("the page about embedding", () => {
  it("shows what the link says, and writes it out for each way in", async () => {
    const { page, problems, close } = await visit(browser(), `${site()}embed.html?scene=concat&heads=2&text=keys+open+doors&hide=speed`);
    const code = page.locator("headwise-embed pre");
    await expect(code.innerText()).resolves.toContain(`<headwise-scene text="keys open doors" heads="2" scene="concat" hide="speed">`);
    for (const [way, words] of [["npm", `import "headwise/loader"`], ["React", `<HeadwiseScene text="keys open doors" heads={2}`], ["Frame", "frame.html?text=keys%20open%20doors"], ["One file", "standalone.js"]] as const) {
      await page.getByRole("radio", { name: way }).check();
      await expect(code.innerText()).resolves.toContain(words);
    }
    expect(problems).toEqual([]);
    await close();
  });

  it("follows the controls, and keeps the state in its address", async () => {
    const { page, close } = await visit(browser(), `${site()}embed.html`, { reducedMotion: "reduce" });
    await page.getByLabel("Scene", { exact: true }).selectOption("split");
    await page.getByRole("radio", { name: "None" }).check();
    await page.getByText("Play when in view").click();
    await page.getByText("Sentence, weights and sizes").click();
    await page.locator("headwise-embed headwise-controls textarea").first().fill("two words");
    const query = await eventually(() => page.evaluate(() => location.search), (now) => now.includes("two") && now.includes("autoplay"));
    expect([...new URLSearchParams(query)]).toEqual([["text", "two words"], ["scene", "split"], ["beat", expect.any(String)], ["controls", "none"], ["autoplay", ""]]);
    expect(await page.locator("headwise-embed headwise-scene headwise-timeline").count()).toBe(0);
    await page.reload();
    await page.locator("headwise-stage canvas").waitFor();
    await expect(page.locator("headwise-embed pre").innerText()).resolves.toContain(`text="two words"`);
    await close();
  });

  it("is clean for axe in both themes, and fits a phone", async () => {
    const wide = await visit(browser(), `${site()}embed.html`);
    expect(await violationsInBothThemes(wide.page)).toEqual([]);
    await wide.close();
    const narrow = await visit(browser(), `${site()}embed.html`, touch);
    expect(await violationsInBothThemes(narrow.page)).toEqual([]);
    expect(await narrow.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await narrow.close();
  });
});
