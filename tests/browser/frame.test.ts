/** The page that others show in a frame: its height, its events, and whom it listens to. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { eventually, visit } from "./support/page";
import { serve } from "./support/server";
import { useSite } from "./support/sites";

const browser = useBrowser();
const site = useSite();

/** A page of another origin with the snippet of the page about embedding. */
async function host(): Promise<{ page: Page; frame: Frame; height: () => Promise<number>; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "headwise-frame-"));
  await writeFile(join(folder, "index.html"), `<!doctype html><title>Article</title><link rel="icon" href="data:,"><script>
      addEventListener("headwise-ready", ({ detail, target }) => globalThis.ready = [target.tagName, detail.tokens], true)</script>
    <iframe data-headwise src="${site()}frame.html?scene=attend&amp;heads=2&amp;text=keys%20open%20doors" title="Attend" style="width: 100%; height: 100px; border: 0"></iframe>
    <script type="module" src="${site()}headwise-frame.js"></script>`);
  const server = await serve(folder, { policy: null });
  const { page, close } = await visit(browser(), server.address, { waitFor: null });
  const frame = (await eventually(async () => page.frames()[1], (found) => found !== undefined)) as Frame;
  await frame.locator("headwise-stage canvas").waitFor();
  return {
    page, frame, height: () => page.locator("iframe").first().evaluate((element) => element.clientHeight),
    close: async () => {
      await close();
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

describe("a scene in a frame", () => {
  it("has the height that its width needs, and tells its events outside", async () => {
    const { page, frame, height, close } = await host();
    const needed = () => frame.locator("headwise-scene").evaluate((scene) => Math.ceil(scene.getBoundingClientRect().height));
    expect(await eventually(height, (now) => now > 500)).toBe(await needed());
    const wide = await height();
    await page.setViewportSize({ width: 700, height: 800 });
    expect(await eventually(height, (now) => now < wide)).toBe(await needed());
    expect(await page.evaluate(() => (globalThis as unknown as { ready: unknown }).ready)).toEqual(["IFRAME", ["keys", "open", "doors"]]);
    await close();
  });

  it("obeys the page around it, and nobody else", async () => {
    const { page, frame, height, close } = await host();
    await eventually(height, (now) => now > 500);
    const beat = () => frame.locator("headwise-scene").evaluate((scene) => (scene as HTMLElement & { settings: { beat: string } }).settings.beat);
    const say = (message: unknown) => page.evaluate((data) => document.querySelector("iframe")?.contentWindow?.postMessage(data, "*"), message);
    await say({ headwise: 1, type: "seek", beat: "mask" });
    expect(await eventually(beat, (now) => now === "mask")).toBe("mask");
    await say({ headwise: 2, type: "seek", beat: "scale" });
    await say({ type: "step" });
    // A message from the frame itself, not from the page around it.
    await frame.evaluate(() => window.postMessage({ headwise: 1, type: "seek", beat: "scale" }, "*"));
    await page.waitForTimeout(300);
    expect(await beat()).toBe("mask");
    // Another window of the page, which says that it is the frame.
    const before = await height();
    await page.evaluate(() => {
      const other = document.body.appendChild(document.createElement("iframe"));
      const script = other.contentDocument?.createElement("script");
      if (script === undefined) return;
      script.textContent = "parent.postMessage({ headwise: 1, type: 'height', height: 77 }, '*')";
      other.contentDocument?.body.append(script);
    });
    await page.evaluate(() => window.postMessage({ headwise: 1, type: "height", height: 77 }, "*"));
    await page.waitForTimeout(300);
    expect(await height()).toBe(before);
    await close();
  });
});
