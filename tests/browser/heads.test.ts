/** The page about heads: all of them on the reader's sentence, what they follow, and the model without some. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { violationsInBothThemes } from "./support/axe";
import { useBrowser } from "./support/browser";
import { desktop, eventually, touch, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();
const heads = (query = "") => `${address()}heads.html${query}`;

/** Percent in a row of the exam: without the heads that are off, and with all. */
async function examRow(page: Page, name: RegExp): Promise<readonly number[]> {
  const cells = await page.getByRole("row", { name }).getByRole("cell").allInnerTexts();
  return cells.map((cell) => Number.parseFloat(cell.replace("−", "-"))).filter((value) => !Number.isNaN(value));
}

/** Waits for the exam with that many heads off. */
async function graded(page: Page, off: number): Promise<void> {
  await page.getByRole("columnheader", { name: `${off} off` }).waitFor();
  await page.locator(".exam:not(.busy)").waitFor();
}

describe("all heads", () => {
  it("are shown on the reader's sentence, by name, under a strict policy", async () => {
    const { page, problems, close } = await visit(browser(), heads(), { waitFor: "headwise-head-map" });
    await expect(page.getByRole("button", { name: /^Head \d\.\d / }).count()).resolves.toBe(18);
    await page.getByRole("button", { name: "Head 1.6 previous token" }).click();
    await page.getByRole("heading", { name: "Head 1.6: previous token" }).waitFor();
    await page.getByRole("textbox", { name: "Sentence" }).fill("the dogs run");
    // The previous token of `run` is `dogs`, and that head looks there.
    await page.getByText(/From run it looks hardest at dogs/u).waitFor();
    expect(new URL(page.url()).search).toBe("?text=the+dogs+run&head=1.6");
    expect(problems).toEqual([]);
    await close();
  });

  it("follow the row that is pointed at or reached by keyboard", async () => {
    const { page, close } = await visit(browser(), heads("?text=the+dogs+run&head=1.6"), { waitFor: ".arcs" });
    await page.getByRole("button", { name: /^dogs/ }).focus();
    await page.getByText(/From dogs it looks hardest at the/u).waitFor();
    await page.keyboard.press("Tab");
    await page.getByText(/From run it looks hardest at dogs/u).waitFor();
    await close();
  });

  it("say what is wrong with a sentence without words, and go on", async () => {
    const { page, close } = await visit(browser(), heads("?text=+"), { waitFor: "[role=alert]" });
    await expect(page.getByRole("alert").innerText()).resolves.toMatch(/Type at least one word/u);
    await page.getByRole("textbox", { name: "Sentence" }).fill("the dogs run");
    await page.locator(".arcs").waitFor();
    await expect(page.getByRole("alert").count()).resolves.toBe(0);
    await close();
  });

  it("open in the playground", async () => {
    const { page, close } = await visit(browser(), heads("?text=the+dogs+run&head=2.4"), { waitFor: ".arcs" });
    const link = await page.getByRole("link", { name: "Open this head in the playground" }).getAttribute("href");
    const asked = Object.fromEntries(new URLSearchParams(link?.split("?")[1]));
    expect(asked).toMatchObject({ weights: "trained", text: "the dogs run", layer: "2", head: "4", row: "3" });
    await close();
  });
});

describe("relations", () => {
  it("are drawn over held-out texts, beside what the head does and the best fixed offset", async () => {
    const { page, problems, close } = await visit(browser(), heads("?view=relations&head=3.1"), { waitFor: ".arcs" });
    await expect(page.getByRole("heading", { name: /^Head 3\.1: pronoun to antecedent/ }).count()).resolves.toBe(1);
    expect(await page.locator(".arc.gold").count()).toBeGreaterThan(0);
    const words = () => page.locator(".word").allInnerTexts();
    const first = await words();
    await page.getByRole("button", { name: "Next text" }).click();
    expect(await eventually(words, (now) => now.join() !== first.join())).not.toEqual(first);
    expect(problems).toEqual([]);
    await close();
  });

  it("begin with the head that follows the chosen one best", async () => {
    const { page, close } = await visit(browser(), heads("?view=relations"), { waitFor: ".arcs" });
    await page.getByRole("combobox", { name: "Relation" }).selectOption("stretch-repeat");
    const chosen = page.locator(".bar-row[aria-pressed=true]");
    const shares = (await page.locator(".bar-row .figure").allInnerTexts()).map(Number.parseFloat);
    expect(Number.parseFloat(await chosen.locator(".figure").innerText())).toBe(Math.max(...shares));
    expect(Math.max(...shares)).toBeGreaterThan(60);
    await close();
  });
});

describe("pruning", () => {
  it("breaks copying when the induction head is off, and not without a head that nobody needs", async () => {
    const { page, problems, close } = await visit(browser(), heads("?view=prune&off=1.5"), { waitFor: ".exam" });
    await graded(page, 1);
    const [useless, whole] = await examRow(page, /^Copying/);
    expect(whole).toBeGreaterThan(95);
    expect(useless).toBeGreaterThan(95);
    await page.getByRole("button", { name: "Only induction off" }).click();
    const broken = await eventually(() => examRow(page, /^Copying/), ([now]) => (now ?? 100) < 50, 15_000);
    expect(broken[0]).toBeLessThan(30);
    expect(broken[1]).toBe(whole);
    expect(await page.locator("circle.live").count()).toBe(3);
    expect(new URL(page.url()).searchParams.get("off")).toBe("2.4");
    expect(problems).toEqual([]);
    await close();
  });

  it("takes heads out in an order, and the loss is that of the study", async () => {
    const { page, close } = await visit(browser(), heads("?view=prune"), { waitFor: ".exam" });
    const report = await page.evaluate(async () => (await fetch("./model/heads.json")).json() as Promise<{ greedy: { loss: number }[] }>);
    await page.getByRole("slider", { name: /cheapest one/ }).fill("9");
    await graded(page, 9);
    const [loss] = await examRow(page, /^Loss/);
    expect(loss).toBeCloseTo(report.greedy[8]?.loss ?? 0, 2);
    await page.getByRole("button", { name: "All on" }).click();
    await graded(page, 0);
    await close();
  });
});

describe.each([["desktop", { viewport: desktop }], ["phone", touch]] as const)("on a %s", (_, options) => {
  it.each(["gallery", "relations", "prune"])("axe finds nothing and nothing sticks out: %s", async (view) => {
    const { page, close } = await visit(browser(), heads(`?view=${view}&off=2.4`), { ...options, reducedMotion: "reduce", waitFor: ".arcs, .exam" });
    expect(await violationsInBothThemes(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await close();
  });
});
