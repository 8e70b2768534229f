/** Pointing: sources light up, the rule appears with the evaluator's numbers, a click holds, Escape frees. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { cell, drawn, eventually, findCell, painted, pixels, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();
const fixture = useSite("fixture");

/** A playground on the page that also has the evaluator. */
async function withEvaluator(beat: string) {
  const visited = await visit(browser(), fixture(), { waitFor: null, reducedMotion: "reduce" });
  await visited.page.evaluate((beat) => {
    const playground = document.createElement("headwise-playground");
    playground.style.height = "760px";
    playground.setAttribute("scene", "attend");
    playground.setAttribute("beat", beat);
    document.querySelector("main")?.append(playground);
  }, beat);
  await visited.page.locator("headwise-stage canvas").waitFor();
  await painted(visited.page);
  return visited;
}

/** What the derivation shows, and what the evaluator gives for the same cell. */
function derived(page: Page) {
  return page.evaluate(async () => {
    const playground = document.querySelector("headwise-playground");
    await playground?.updateComplete;
    const panel = playground?.renderRoot.querySelector("headwise-derivation");
    await panel?.updateComplete;
    if (!panel?.cell || !panel.reader) throw new Error("nothing is explained");
    const { tensor, index } = panel.cell;
    const value = headwise.evaluator(panel.reader, tensor)(index);
    return { shown: panel.renderRoot.querySelector(".value")?.textContent?.replace(/\s|=/gu, "") ?? "", value, tensor, index };
  });
}

describe("pointing at a cell", () => {
  it.each(["scores", "weights", "all-heads"])("shows the value that its rule gives (%s)", async (beat) => {
    const { page, close } = await withEvaluator(beat);
    for (const from of [[0, 0], [150, 90], [330, 180]] as const) {
      await findCell(page, from);
      const { shown, value } = await derived(page);
      const number = Number(shown.replace("−", "-").replace("∞", "Infinity"));
      if (Number.isFinite(value)) expect(number).toBeCloseTo(value, 2);
      else expect(number).toBe(value);
    }
    await close();
  });

  it("lights its sources, and goes dark when the pointer leaves", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}&scene=attend&beat=weights`, { reducedMotion: "reduce" });
    await painted(page);
    const before = await pixels(page);
    const lit = () => page.evaluate(() => document.querySelector("headwise-playground")?.renderRoot
      .querySelector("headwise-stage")?.highlight.map(({ tensor, cells }) => `${tensor} ${cells.length}`));
    await findCell(page, [380, 60]);
    // The direct sources of a weight are not in this picture; the row of scores that they came from is.
    expect(await lit()).toEqual(["masked 11"]);
    await page.mouse.move(640, 20);
    expect(await eventually(lit, (now) => now?.length === 0)).toEqual([]);
    // The zoom buttons show while the pointer is over the stage; they are not part of the canvas.
    expect(await eventually(() => pixels(page), ({ hash }) => hash === before.hash)).toEqual(before);
    await close();
  });

  it("holds on click, follows sources, and lets go on Escape", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?${drawn}&scene=attend&beat=weights`, { reducedMotion: "reduce" });
    const events: string[] = [];
    await page.exposeFunction("told", (what: string) => events.push(what));
    await page.evaluate(() => {
      const told = (globalThis as unknown as { told(what: string): void }).told;
      document.addEventListener("headwise-cellselect", (event) => told((event as CustomEvent<{ cell: { tensor: string } | null }>).detail.cell?.tensor ?? "none"));
    });
    const { x, y } = await findCell(page, [380, 60]);
    await page.mouse.click(x, y);
    await page.mouse.move(640, 20);
    expect(await cell(page)).toMatchObject({ tensor: "weights", locked: true });
    await page.locator("headwise-derivation .sources button").first().click();
    expect(await cell(page)).toMatchObject({ tensor: "exponentials", locked: true });
    await page.keyboard.press("Escape");
    expect(await eventually(() => cell(page), (now) => now === null)).toBeNull();
    expect(events).toEqual(["weights", "exponentials", "none"]);
    expect(problems).toEqual([]);
    await close();
  });

  it("works by keyboard on the picture", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}&scene=attend&beat=weights`, { reducedMotion: "reduce" });
    await page.locator("headwise-stage canvas").focus();
    await page.keyboard.press("Enter");
    const first = await cell(page);
    expect(first).not.toBeNull();
    await page.keyboard.press("ArrowDown");
    expect(await cell(page)).not.toEqual(first);
    await page.keyboard.press("Enter");
    expect(await cell(page)).toMatchObject({ locked: true });
    await page.keyboard.press("Escape");
    expect((await cell(page))?.locked ?? false).toBe(false);
    await close();
  });
});

describe("words and symbols", () => {
  it("light the blocks they stand for", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}&scene=attend&beat=weights`, { reducedMotion: "reduce" });
    const lit = () => page.evaluate(() => document.querySelector("headwise-playground")?.renderRoot
      .querySelector("headwise-stage")?.highlight.map(({ tensor, cells }) => `${tensor} ${cells.length}`).join());
    await page.locator("headwise-caption [role=button]").first().hover();
    expect(await eventually(lit, (now) => now !== "")).toMatch(/^weights \d+$/u);
    await page.mouse.move(640, 20);
    expect(await eventually(lit, (now) => now === "")).toBe("");
    await page.locator("headwise-caption [role=button]").nth(1).focus();
    expect(await eventually(lit, (now) => now !== "")).toBe("weights 1");
    await page.locator("headwise-formula [data-tensor]").first().hover();
    expect(await eventually(lit, (now) => now?.startsWith("weights 4") === true)).toMatch(/^weights 4\d\d$/u);
    await close();
  });

  it("are lit by the blocks", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}&scene=attend&beat=weights`, { reducedMotion: "reduce" });
    await findCell(page, [380, 60]);
    await page.locator("headwise-caption .lit").first().waitFor();
    await expect(page.locator("headwise-formula .lit").first().getAttribute("data-tensor")).resolves.toBe("weights");
    await close();
  });
});
