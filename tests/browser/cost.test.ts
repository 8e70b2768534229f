/** The calculator: the right figures, by pointer and keyboard, in every look. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { violationsInBothThemes } from "./support/axe";
import { useBrowser } from "./support/browser";
import { desktop, eventually, touch, visit } from "./support/page";
import { serve } from "./support/server";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();
const cost = (query = "") => `${address()}cost.html${query}`;

/** The four figures at the head of the sheet. */
const cards = (page: Page) => page.locator(".cards b").allInnerTexts();
const query = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

describe("the calculator", () => {
  it("opens with figures, under a strict policy", async () => {
    const { page, problems, close } = await visit(browser(), cost("?model=llama-2-7b&tokens=4096"), { waitFor: ".sheet" });
    expect((await cards(page)).slice(0, 3)).toEqual(["524 KB", "2.15 GB", "30"]);
    await page.getByText("30 such texts fit in the 80 GB of NVIDIA H100 SXM", { exact: false }).waitFor();
    expect(await page.locator(".plot.cache .curve").count()).toBe(6);
    expect(await page.locator(".plot.roofline .step").count()).toBe(11);
    expect(problems).toEqual([]);
    await close();
  });

  it("follows what is chosen and typed, keeps it in the address, and opens there again", async () => {
    const { page, close } = await visit(browser(), cost(), { waitFor: ".sheet" });
    await page.getByLabel("Model", { exact: true }).selectOption("DeepSeek-V3");
    await page.getByLabel("Machine", { exact: true }).selectOption("NVIDIA H200 SXM");
    await page.getByLabel("How many").fill("8");
    await page.getByRole("group", { name: "A weight is" }).getByRole("radio", { name: "fp8" }).check();
    await page.getByRole("textbox", { name: "Tokens of a text" }).fill("32,768");
    expect((await cards(page)).slice(0, 3)).toEqual(["70.3 KB", "2.30 GB", "198"]);
    expect(query(page)).toEqual({ model: "deepseek-v3", machine: "h200", devices: "8", weights: "fp8", tokens: "32768" });
    await page.reload();
    await page.locator(".sheet").waitFor();
    expect((await cards(page)).slice(0, 3)).toEqual(["70.3 KB", "2.30 GB", "198"]);
    await close();
  });

  it("takes a reader's own sizes, says in place what is wrong, and keeps the last figures", async () => {
    const { page, close } = await visit(browser(), cost(), { waitFor: ".sheet" });
    await page.getByText("Its sizes, or your own").click();
    const heads = page.getByLabel("Key heads");
    await heads.fill("32");
    expect((await cards(page))[0]).toBe("524 KB");
    for (const [text, reason] of [["5", "The key heads must divide the query heads (32 and 5)."], ["0", /must be a whole number from 1/u], ["-1", /must be a whole number/u]] as const) {
      await heads.fill(text);
      await page.getByRole("alert").getByText(reason).waitFor();
      expect(await heads.getAttribute("aria-invalid")).toBe("true");
      expect((await cards(page))[0]).toBe("524 KB");
    }
    await page.getByRole("button", { name: "As published" }).click();
    expect((await cards(page))[0]).toBe("131 KB");
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(query(page)).toEqual({});
    await close();
  });

  it("stands on what can be computed when an address can't be, and says why", async () => {
    const { page, close } = await visit(browser(), cost("?model=llama-9&kv-heads=5&tokens=-1&memory=none"), { waitFor: ".sheet" });
    const notices = page.getByRole("status");
    await notices.getByText("llama-9").waitFor();
    await notices.getByText("The length of a text must be a whole number").waitFor();
    await notices.getByText("Memory must be a number above 0").waitFor();
    await page.getByText("These are the last figures that could").waitFor();
    expect((await cards(page))[0]).toBe("131 KB");
    await close();
  });
});

describe("the element", () => {
  it("works on a page of another origin, and leaves its address alone", async () => {
    const folder = await mkdtemp(join(tmpdir(), "headwise-cost-"));
    await writeFile(join(folder, "index.html"), `<!doctype html><title>Another site</title><link rel="icon" href="data:,">
      <script type="module" src="${address()}headwise-cost.js"></script>
      <headwise-cost model="gemma-2b" tokens="1000" batch="2"></headwise-cost>`);
    const host = await serve(folder, { policy: null });
    const { page, problems, close } = await visit(browser(), host.address, { waitFor: ".sheet" });
    expect((await cards(page)).slice(0, 2)).toEqual(["18.4 KB", "18.4 MB"]);
    await page.evaluate(() => document.querySelector("headwise-cost")?.setAttribute("model", "gemma-7b"));
    expect(await eventually(() => cards(page), ([now]) => now !== "18.4 KB")).toContain("459 KB");
    await page.getByRole("textbox", { name: "Texts side by side" }).fill("3");
    expect(page.url()).toBe(host.address);
    expect(problems.filter((problem) => !problem.startsWith(`request to ${address()}`))).toEqual([]);
    await close();
    await host.close();
  });
});

describe("the plots", () => {
  it("move with the sliders, by keyboard alone", async () => {
    const { page, close } = await visit(browser(), cost("?batch=1"), { waitFor: ".sheet" });
    const decode = () => page.locator(".pass.decode").getAttribute("transform");
    const before = await decode();
    const slider = page.getByRole("slider", { name: "Texts side by side" });
    await slider.focus();
    for (let press = 0; press < 5; press += 1) await page.keyboard.press("ArrowRight");
    expect(query(page)).toEqual({ batch: "8" });
    expect(await slider.getAttribute("aria-valuetext")).toBe("8 texts");
    expect(await eventually(decode, (now) => now !== before)).not.toBe(before);
    const row = page.getByRole("row", { name: /^8 / });
    await page.getByText("As a table").focus();
    await page.keyboard.press("Enter");
    const rate = (await cards(page))[3];
    expect(await row.getByRole("cell").allInnerTexts()).toContain(rate);
    await close();
  });

  it("tell numbers where the pointer is, and take a length by a click", async () => {
    const { page, close } = await visit(browser(), cost(), { waitFor: ".sheet" });
    const plot = page.locator(".plot.cache");
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    if (box === null) throw new Error("there is no plot");
    const [x, y] = [box.x + 0.625 * box.width, box.y + 120];
    await page.mouse.move(x, y);
    await page.getByRole("columnheader", { name: "98,304 tokens" }).waitFor();
    // Llama 3 8B: 98,304 tokens of 131,072 bytes.
    await page.getByRole("row", { name: /^Llama 3 8B GQA 131 KB 12\.9 GB/ }).waitFor();
    await page.mouse.click(x, y);
    expect(query(page)).toEqual({ tokens: "98304" });
    await page.locator(".plot.roofline .step circle").nth(3).hover({ force: true });
    await page.getByText(/^Decoding 8 texts: /u).waitFor();
    await close();
  });

  it("compare the models that are ticked", async () => {
    const { page, close } = await visit(browser(), cost("?compare=gpt-3"), { waitFor: ".sheet" });
    expect(await page.locator(".plot.cache .curve").count()).toBe(2);
    await page.getByRole("checkbox", { name: "Gemma 7B" }).check();
    expect(await page.locator(".plot.cache .curve").count()).toBe(3);
    expect(query(page)).toEqual({ compare: "gemma-7b,gpt-3" });
    await close();
  });

  it("light a field's symbols in the formulas", async () => {
    const { page, close } = await visit(browser(), cost(), { waitFor: ".sheet" });
    await page.getByRole("textbox", { name: "Texts side by side" }).focus();
    const lit = await page.locator("headwise-formula .lit").allTextContents();
    expect(new Set(lit)).toEqual(new Set(["B", "16"]));
    await close();
  });
});

describe.each([["desktop", { viewport: desktop }], ["phone", touch]] as const)("on a %s", (_, options) => {
  it.each(["?model=deepseek-v3&rank=256&batch=256&memory=100", "?kv-heads=5"])("axe finds nothing and nothing sticks out: %s", async (query) => {
    const { page, close } = await visit(browser(), cost(query), { ...options, reducedMotion: "reduce", waitFor: ".sheet" });
    for (const summary of await page.locator("summary").all()) await summary.evaluate((element) => element.closest("details")?.setAttribute("open", ""));
    expect(await violationsInBothThemes(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await close();
  });
});
