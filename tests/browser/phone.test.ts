/** A phone: touched, narrow, everything within reach and nothing wider than the screen. */
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { beat, eventually, phone, settings, tapCell, touch, visit } from "./support/page";
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
