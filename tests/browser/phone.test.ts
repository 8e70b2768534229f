/** A phone: touched, narrow, everything within reach and nothing wider than the screen. */
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { beat, eventually, painted, phone, settings, tapCell, touch, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();

describe("on a phone", () => {
  it("fits: nothing is wider than the screen, picture, words and timeline are on it", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?scene=attend`, touch);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
    for (const part of ["headwise-stage", "headwise-caption", "headwise-timeline"]) {
      const box = await page.locator(part).boundingBox();
      expect(box, part).not.toBeNull();
      expect((box?.y ?? 0) + (box?.height ?? 0), part).toBeLessThanOrEqual(phone.height);
    }
    expect(problems).toEqual([]);
    await close();
  });

  it.each([phone, { width: 360, height: 740 }])("shows the words of every beat whole at $width pixels", async (viewport) => {
    const { page, close } = await visit(browser(), address(), { ...touch, viewport, reducedMotion: "reduce" });
    const cut: string[] = [];
    for (let before = "";;) {
      const now = await beat(page);
      if (now === before) break;
      before = now;
      // The cache is computed when its scene is reached.
      await page.locator("headwise-playground .stage:not(.busy) headwise-stage").waitFor();
      await painted(page);
      const hidden = await page.locator("headwise-playground .words").evaluate((words) => words.scrollHeight - words.clientHeight);
      if (hidden > 0) cut.push(`${now}: ${hidden} pixels`);
      await page.keyboard.press("ArrowRight");
    }
    expect(cut).toEqual([]);
    await close();
  });

  it("keeps picture and timeline in sight between the bars of a phone's browser, with a sheet above them", async () => {
    const { page, close } = await visit(browser(), `${address()}?scene=attend&beat=softmax-row`, { ...touch, viewport: { width: 390, height: 664 } });
    const box = async (part: string) => page.locator(part).first().boundingBox();
    const [stage, timeline] = [await box("headwise-stage"), await box("headwise-timeline")];
    expect(stage?.height).toBeGreaterThanOrEqual(300);
    expect((timeline?.y ?? 0) + (timeline?.height ?? 0)).toBeLessThanOrEqual(664);
    expect((stage?.y ?? 0) + (stage?.height ?? 0)).toBeLessThanOrEqual(timeline?.y ?? 0);
    await page.getByRole("button", { name: "Settings", exact: true }).tap();
    const sheet = await page.getByRole("complementary", { name: "Settings" }).boundingBox();
    expect((sheet?.y ?? 0) + (sheet?.height ?? 0)).toBe(664);
    expect((await box("headwise-stage"))?.height).toBe(stage?.height);
    await close();
  });

  it("has all of the timeline within the narrowest screen", async () => {
    const { page, close } = await visit(browser(), address(), { ...touch, viewport: { width: 320, height: 568 } });
    for (const part of ["headwise-timeline .speed select", "headwise-playground .settings", "headwise-timeline .track"]) {
      const box = await page.locator(part).boundingBox();
      expect(box?.x, part).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0), part).toBeLessThanOrEqual(320);
    }
    await close();
  });

  it("shows all of the picture between bar and timeline when it lies on its side", async () => {
    const { page, close } = await visit(browser(), `${address()}?scene=attend&beat=scale`, { ...touch, viewport: { width: 844, height: 390 } });
    const box = async (part: string) => page.locator(part).first().boundingBox();
    const [bar, stage, timeline] = [await box("headwise-playground .bar"), await box("headwise-stage"), await box("headwise-timeline")];
    expect(bar?.height).toBeLessThan(60);
    expect(stage?.y).toBeGreaterThanOrEqual((bar?.y ?? 0) + (bar?.height ?? 0));
    expect(stage?.height).toBeGreaterThanOrEqual(220);
    expect((stage?.y ?? 0) + (stage?.height ?? 0)).toBeLessThanOrEqual(timeline?.y ?? 0);
    expect((timeline?.y ?? 0) + (timeline?.height ?? 0)).toBeLessThanOrEqual(390);
    await close();
  });

  it("tells what is wrong with 500 unknown words on the screen, and goes on", async () => {
    const text = Array.from({ length: 500 }, (_, at) => `w${at}`).join("+");
    const { page, close } = await visit(browser(), `${address()}?text=${text}`, { ...touch, viewport: { width: 390, height: 664 } });
    const notices = page.locator("headwise-playground .notices");
    await notices.getByText("not among the").waitFor();
    await notices.getByText("The text is too long").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const box = await notices.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
    expect(box?.height).toBeLessThan(200);
    const timeline = await page.locator("headwise-timeline").boundingBox();
    expect((timeline?.y ?? 0) + (timeline?.height ?? 0)).toBeLessThanOrEqual(664);
    await notices.getByRole("button", { name: "Dismiss" }).tap();
    await notices.waitFor({ state: "detached" });
    await close();
  });

  it("has buttons that a finger can hit", async () => {
    const { page, close } = await visit(browser(), address(), touch);
    for (const name of ["Play", "Step", "Step back", "Settings", "Table"]) {
      const box = await page.getByRole("button", { name, exact: true }).boundingBox();
      expect(box?.width, name).toBeGreaterThanOrEqual(36);
      expect(box?.height, name).toBeGreaterThanOrEqual(40);
    }
    await close();
  });

  it("holds a cell on tap, explains it in a sheet, and lets go", async () => {
    const { page, close } = await visit(browser(), `${address()}?scene=attend&beat=weights`, touch);
    await tapCell(page);
    const sheet = page.getByRole("complementary", { name: "Derivation" });
    await sheet.waitFor();
    await sheet.getByText("Computed from").waitFor();
    await sheet.getByRole("button", { name: "Held. Let go" }).tap();
    await sheet.waitFor({ state: "detached" });
    await close();
  });

  it("sets in a sheet, with the picture in sight", async () => {
    const { page, close } = await visit(browser(), address(), touch);
    await page.getByRole("button", { name: "Settings", exact: true }).tap();
    const sheet = page.getByRole("complementary", { name: "Settings" });
    const box = await sheet.boundingBox();
    expect(box?.y).toBeGreaterThan(250);
    await sheet.getByLabel("Query word followed").selectOption("2");
    expect((await settings(page)).row).toBe(2);
    await sheet.getByRole("button", { name: "Close settings" }).tap();
    await sheet.waitFor({ state: "detached" });
    await close();
  });

  it("steps and scrubs by touch", async () => {
    const { page, close } = await visit(browser(), address(), touch);
    await page.getByRole("button", { name: "Step", exact: true }).tap();
    expect(await eventually(() => beat(page), (now) => now !== "split/sentence")).toBe("split/query-row");
    const box = await page.getByRole("slider", { name: "Timeline" }).boundingBox();
    await page.touchscreen.tap((box?.x ?? 0) + (box?.width ?? 0) * 0.4, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    expect(await eventually(() => beat(page), (now) => now.startsWith("concat"))).toMatch(/^concat\//u);
    await close();
  });

  it("stays usable at 320 pixels", async () => {
    const { page, close } = await visit(browser(), address(), { ...touch, viewport: { width: 320, height: 640 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await close();
  });
});
