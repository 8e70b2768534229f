/** The map: a large one that is never stored, from the whole of it down to single weights. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { violationsInBothThemes } from "./support/axe";
import { useBrowser } from "./support/browser";
import { desktop, eventually, touch, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();
const map = (query = "") => `${address()}map.html${query}`;
const exact = ".refinement:has-text('Exact: every cell in view was computed.')";

/** The weight that is derived beside the map, and the numbers that it is derived from. */
async function derivation(page: Page): Promise<{ dot: number; scale: number; lse: number; weight: number }> {
  const text = await page.locator(".derived").innerText();
  const number = (pattern: RegExp) => Number.parseFloat((pattern.exec(text)?.[1] ?? "").replace("−", "-"));
  return {
    dot: number(/q · k\s+([−\d.]+)/u), scale: number(/× scale ([\d.]+)/u), lse: number(/− lse ([−\d.]+)/u), weight: number(/the weight\s+([\d.]+)/u),
  };
}

const search = (page: Page) => new URL(page.url()).searchParams;

describe("the map", () => {
  it("shows 16,384 tokens in the memory of Q and K, under a strict policy", async () => {
    const { page, problems, close } = await visit(browser(), map(), { waitFor: exact });
    await page.getByText("268,435,456 weights").waitFor();
    await page.getByText("Each square stands for 64 × 64 cells and shows the largest weight").waitFor();
    const memory = await page.locator(".memory").innerText();
    expect(memory).toMatch(/^Q, K and lse: 8\.5 MB\. The engine holds [\d.]+ MB in all; the whole map would be 1\.1 GB\.$/u);
    // Beyond those, the module itself and the blocks on their way.
    expect(Number.parseFloat(/holds ([\d.]+)/u.exec(memory)?.[1] ?? "")).toBeLessThan(12);
    expect(problems).toEqual([]);
    await close();
  });

  it("is zoomed by wheel, moved by keys and shown again from its address", async () => {
    const { page, close } = await visit(browser(), map("?n=4096&head=previous"), { waitFor: exact });
    const box = await page.locator("headwise-map-stage").boundingBox();
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
    await page.mouse.wheel(0, -1000);
    const zoomed = Number(await eventually(async () => search(page).get("cell"), (cell) => cell !== null));
    expect(zoomed).toBeGreaterThan(0.11);
    await page.locator("canvas.map").focus();
    await page.keyboard.press("+");
    const closer = Number(await eventually(async () => search(page).get("cell"), (cell) => Number(cell) > zoomed));
    expect(closer / zoomed).toBeCloseTo(1.6, 1);
    const row = Number(search(page).get("row"));
    await page.keyboard.press("ArrowDown");
    expect(Number(await eventually(async () => search(page).get("row"), (now) => Number(now) !== row))).toBeGreaterThan(row);
    const shown = page.url();
    await page.keyboard.press("Home");
    await eventually(async () => search(page).get("row"), (now) => now === null);
    expect([...search(page).keys()]).toEqual(["head", "n"]);
    await page.goto(shown);
    await page.locator(exact).waitFor();
    await eventually(async () => page.url(), (now) => now === shown);
    expect(Math.abs(Number(search(page).get("cell")) / closer - 1)).toBeLessThan(0.01);
    await close();
  });

  it("derives the weights that it lists, from the numbers that the engine has", async () => {
    const { page, close } = await visit(browser(), map("?n=2000&head=induction"), { waitFor: ".strongest li" });
    const entry = page.locator(".strongest li").nth(2);
    const told = Number.parseFloat(await entry.locator("b").innerText());
    await entry.getByRole("button").click();
    await page.locator(".derived .result").waitFor();
    const { dot, scale, lse, weight } = await derivation(page);
    expect(weight).toBe(told);
    // Three decimals of each are on the page.
    expect(Math.abs(Math.exp(dot * scale - lse) - weight)).toBeLessThan(0.01);
    await page.getByText("Each square is one weight.").waitFor();
    await close();
  });

  it("says when the mask hides what is pointed at", async () => {
    const { page, close } = await visit(browser(), map("?n=2"), { waitFor: exact });
    const box = await page.locator("headwise-map-stage").boundingBox();
    await page.mouse.move((box?.x ?? 0) + 92 + 140, (box?.y ?? 0) + 72 + 40);
    await page.getByText("The mask hides this key from this query: its weight is 0.").waitFor();
    await close();
  });

  it.each([1, 2, 100, 129])("takes a text of %i tokens", async (n) => {
    const { page, problems, close } = await visit(browser(), map(`?n=${n}&mask=none`), { waitFor: exact });
    await page.getByText(n === 1 ? "One weight, and none" : `${(n * n).toLocaleString("en")} weights, and none`).waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("shows a sample of the largest map at once, and refuses a larger one", async () => {
    const { page, close } = await visit(browser(), map("?n=200000&head=distance"), { waitFor: ".refinement:has-text('A sample so far')" });
    await page.getByText("n goes from 1 to 131072, not 200000. Using 131072.").waitFor();
    const refused = await page.evaluate(async () => {
      const element = document.createElement("headwise-map");
      const numbers = new Float32Array((1 << 17) + 1);
      element.source = { q: numbers, k: new Float32Array(1), headDim: 1 };
      document.body.append(element);
      for (;;) {
        const notice = element.shadowRoot?.querySelector("headwise-notice")?.shadowRoot?.textContent ?? "";
        if (notice !== "") return notice;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
    expect(refused).toMatch(/131073 by 1 is larger than 131072 by 131072/u);
    await close();
  });

  it("takes the reader's own text, and the trained model's heads", async () => {
    const { page, close } = await visit(browser(), map("?head=same&text=one+two+one+two+one"), { waitFor: exact });
    await page.getByText("25 weights, and none").waitFor();
    await page.getByRole("combobox", { name: "Head" }).selectOption("trained");
    await page.getByLabel("Your own text").fill("the dogs run");
    await page.getByText("16 weights, and none").waitFor();
    await page.locator(exact).waitFor();
    await close();
  });

  it("takes Q and K of the reader's own, as arrays and as a file", async () => {
    const { page, close } = await visit(browser(), map("?head=own"), { waitFor: ".refinement:has-text('Open a file')" });
    await page.locator("headwise-map").evaluate((element: HTMLElementTagNameMap["headwise-map"]) => {
      element.source = { q: new Float32Array([1, 0, 0, 1, 1, 1]), k: new Float32Array([1, 0, 0, 1]), headDim: 2, words: ["a", "b", "c"] };
    });
    await page.getByText("6 weights, and none").waitFor();
    // Two heads of q share one of k; the second is asked for.
    const header = JSON.stringify({ q: { dtype: "F32", shape: [2, 2, 1], data_offsets: [0, 16] }, k: { dtype: "F32", shape: [1, 3, 1], data_offsets: [16, 28] } }).padEnd(128);
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(header.length));
    const buffer = Buffer.concat([size, Buffer.from(header), Buffer.from(new Float32Array([0, 0, 0, 3, 1, 2, 3]).buffer)]);
    await page.getByLabel("File").setInputFiles({ name: "map.safetensors", mimeType: "application/octet-stream", buffer });
    await page.getByRole("spinbutton", { name: "Head" }).fill("2");
    await page.getByRole("spinbutton", { name: "Head" }).press("Enter");
    await page.locator(".strongest li", { hasText: /query 2\s*key 3/u }).waitFor();
    // Of three scores 3, 6 and 9 the last weighs 1 / (1 + e^-3 + e^-6).
    expect(await page.locator(".strongest li", { hasText: /query 2\s*key 3/u }).locator("b").innerText()).toBe("0.950");
    await page.getByLabel("File").setInputFiles({ name: "none.safetensors", mimeType: "application/octet-stream", buffer: Buffer.alloc(40) });
    await page.getByRole("alert").waitFor();
    await close();
  });
});

describe.each([["desktop", { viewport: desktop }], ["phone", touch]] as const)("on a %s", (_, options) => {
  it.each(["?n=4096", "?n=4096&row=2000&key=1990&cell=50&show=mean&scale=linear"])("axe finds nothing and nothing sticks out: %s", async (query) => {
    const { page, close } = await visit(browser(), map(query), { ...options, reducedMotion: "reduce", waitFor: ".strongest li" });
    expect(await violationsInBothThemes(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await close();
  });
});
