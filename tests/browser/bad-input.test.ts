/** Mistakes of embedders and pages that make it hard: the element says what is wrong, and its host is unharmed. */
import { describe, expect, it } from "vitest";
import type { HeadwiseScene } from "../../www/src/elements/scene/scene";
import { openArticle } from "./support/article";
import { useBrowser } from "./support/browser";
import { eventually, pixels } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const site = useSite();
const open = (body: string, options?: Parameters<typeof openArticle>[3]) => openArticle(browser(), site(), body, options);
const scene = `<headwise-scene scene="attend" heads="2" text="keys open doors"></headwise-scene>`;

describe("values that mean nothing", () => {
  it.each([
    ["scene=nothing", "There is no scene “nothing”"],
    ["scene=attend beat=never", "There is no beat “never”"],
    ["scene=attend heads=many", "h must be a number"],
    ["scene=attend heads=3", "h = 3 does not divide d_model"],
    ["scene=attend d-model=1e9", "d_model can be 16, 32, 64"],
    ["scene=attend causal=maybe", "causal must be true or false"],
    ["scene=attend seed=-1", "seed goes from 0"],
    ["scene=attend theme=pink", "theme can be auto, light, dark"],
    ["scene=attend row=-5", "row goes from 0"],
    ["scene=attend controls=some", "controls can be all, timeline, none"],
  ])("%s is told in place and by an event, and something is drawn", async (attributes, words) => {
    const { page, told, problems, close } = await open(`<headwise-scene ${attributes}></headwise-scene>`);
    await page.getByText(words).first().waitFor();
    const errors = (await told()).filter(({ name }) => name === "error").map(({ detail }) => detail);
    expect(errors).toContainEqual({ code: "bad-attribute", message: expect.stringContaining(words) as string });
    expect((await pixels(page)).colors).toBeGreaterThan(20);
    expect(problems).toEqual([]);
    await close();
  });
});

describe("a page that makes it hard", () => {
  it("refuses module workers: the page's thread computes", async () => {
    const { page, problems, close } = await open(scene, {
      before: (opened) => opened.addInitScript(() => Reflect.set(globalThis, "Worker", function refuse() {
        throw new TypeError("module workers are not known");
      })),
    });
    await expect(page.locator("headwise-caption p").innerText()).resolves.toMatch(/“doors”/u);
    expect(page.workers()).toHaveLength(0);
    expect(problems).toEqual([]);
    await close();
  });

  it("styles everything: what is inside keeps its shape", async () => {
    const inside = (article: Awaited<ReturnType<typeof open>>) => article.page.evaluate(() => {
      const root = document.querySelector("headwise-scene")?.shadowRoot;
      const boxes = [root?.querySelector(".words"), root?.querySelector("headwise-timeline"), root?.querySelector("headwise-stage")];
      const font = getComputedStyle(root?.querySelector(".words") as Element);
      return [boxes.map((box) => box && [box.clientWidth, box.clientHeight]), font.textAlign, font.textTransform, font.letterSpacing, font.direction, font.lineHeight];
    });
    const plain = await open(scene);
    const expected = await inside(plain);
    await plain.close();
    const rude = await open(scene, {
      head: `<style>* { margin: 0; padding: 0; box-sizing: content-box; color: red; border-width: 0 }
        body, body * { font: 30px/3 serif }
        body { margin: 8px; text-align: center; text-transform: uppercase; letter-spacing: 4px; direction: rtl; cursor: wait }</style>`,
    });
    // The page's rules reach the element itself, whose padding is the page's affair; so is the size of the root's letters.
    await rude.page.evaluate(() => document.querySelector("headwise-scene")?.setAttribute("style", "padding: 8px; box-sizing: border-box"));
    expect(await eventually(() => inside(rude), (found) => JSON.stringify(found) === JSON.stringify(expected))).toEqual(expected);
    await rude.close();
  });

  it("reads from right to left: the picture and the timeline stay as they are", async () => {
    const { page, close } = await open(scene, { html: `dir="rtl"` });
    const thumb = () => page.evaluate(() => {
      const timeline = document.querySelector("headwise-scene")?.shadowRoot?.querySelector("headwise-timeline")?.shadowRoot;
      const [track, at] = [timeline?.querySelector(".track"), timeline?.querySelector(".thumb")].map((part) => part?.getBoundingClientRect());
      return track === undefined || at === undefined ? -1 : (at.x + at.width / 2 - track.x) / track.width;
    });
    const before = await thumb();
    await page.evaluate(() => (document.querySelector("headwise-scene") as HeadwiseScene).step());
    expect(await eventually(thumb, (now) => now > before)).toBeGreaterThan(before);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await close();
  });

  it("is zoomed to 400%: nothing is cut off sideways, and everything can be pressed", async () => {
    // A window of 1280 by 1024 at 400% has 320 by 256 CSS pixels.
    const { page, told, close } = await open(scene, { viewport: { width: 320, height: 256 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await page.getByRole("button", { name: "Step", exact: true }).click();
    expect(await eventually(told, (all) => all.some(({ name }) => name === "beatchange"))).toContainEqual(expect.objectContaining({ name: "beatchange" }));
    await close();
  });

  it("goes offline after the first load: other sentences and other scenes go on", async () => {
    const { page, told, close } = await open(`${scene}<headwise-scene scene="concat" heads="2"></headwise-scene>`);
    await eventually(told, (all) => all.filter(({ name }) => name === "ready").length === 2, 10_000);
    await page.context().setOffline(true);
    await page.evaluate(() => document.querySelector("headwise-scene")?.setAttribute("text", "no network here"));
    const computed = (all: Awaited<ReturnType<typeof told>>) => all.some(({ name, detail }) => name === "ready" && String(detail.tokens) === "no,network,here");
    expect(computed(await eventually(told, computed, 10_000))).toBe(true);
    // A scene whose drawing has not come yet says so, and comes when there is a network again.
    await page.evaluate(() => document.querySelector("headwise-scene")?.setAttribute("scene", "concat"));
    await page.getByRole("heading", { name: "Every head has an output" }).or(page.getByRole("heading", { level: 2 })).first().waitFor();
    await close();
  });

  it.each([
    ["full", () => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    }],
    ["forbidden", () => {
      for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
        Object.defineProperty(globalThis, name, { get: () => {
          throw new DOMException("forbidden", "SecurityError");
        } });
      }
    }],
  ])("has storage that is %s", async (_, stub) => {
    const { page, problems, close } = await open(scene, { before: (opened) => opened.addInitScript(stub) });
    expect((await pixels(page)).colors).toBeGreaterThan(20);
    expect(problems).toEqual([]);
    await close();
  });
});
