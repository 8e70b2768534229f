/** An element on somebody else's page: attributes in, events out, nothing outside touched. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { eventually, painted, pixels, visit } from "./support/page";
import { serve, type Site } from "./support/server";
import { useSite } from "./support/sites";

const browser = useBrowser();
const fixture = useSite("fixture");
const site = useSite();

async function embed(page: Page, attributes: Record<string, string>, tag = "headwise-scene"): Promise<void> {
  await page.evaluate(({ tag, attributes }) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    Object.assign(element.style, { height: "600px" });
    const told: string[] = [];
    Object.assign(globalThis, { told });
    for (const type of ["ready", "beatchange", "error", "settingschange"]) {
      document.addEventListener(`headwise-${type}`, (event) => told.push(`${type} ${JSON.stringify((event as CustomEvent).detail)}`));
    }
    document.querySelector("main")?.append(element);
  }, { tag, attributes });
}

/** A page of another origin, without any policy, that does what the site's foot says. */
async function foreignPage(script: string): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "headwise-host-"));
  await writeFile(join(folder, "index.html"), `<!doctype html><title>Another site</title><link rel="icon" href="data:,">
    <script type="module" src="${script}"></script>
    <p>Before</p><headwise-scene scene="attend" heads="2" text="keys open doors"></headwise-scene><p>After</p>`);
  return serve(folder, { policy: null });
}

const told = (page: Page) => page.evaluate(() => (globalThis as unknown as { told: string[] }).told);

describe("<headwise-scene>", () => {
  it("takes attributes and tells by composed events", async () => {
    const { page, problems, close } = await visit(browser(), fixture(), { waitFor: null, reducedMotion: "reduce" });
    await embed(page, { scene: "concat", text: "keys open doors", heads: "2", "d-model": "16" });
    await page.locator("headwise-stage canvas").waitFor();
    const events = await eventually(() => told(page), ({ length }) => length > 0);
    expect(events[0]).toMatch(/^ready \{"tokens":\["keys","open","doors"\],"weights":"random","backend":"cpu","milliseconds":/u);
    await page.locator("headwise-stage canvas").focus();
    await page.keyboard.press("ArrowRight");
    expect(await eventually(() => told(page), ({ length }) => length > 1)).toContainEqual(
      expect.stringMatching(/^beatchange \{"scene":"concat","beat":"concatenate"/u),
    );
    expect(problems).toEqual([]);
    await close();
  });

  it("follows attributes that change", async () => {
    const { page, close } = await visit(browser(), fixture(), { waitFor: null, reducedMotion: "reduce" });
    await embed(page, { scene: "attend", text: "keys open doors" });
    await page.locator("headwise-stage canvas").waitFor();
    await page.evaluate(() => {
      document.querySelector("headwise-scene")?.setAttribute("text", "two words");
      document.querySelector("headwise-scene")?.setAttribute("beat", "mask");
    });
    await page.getByRole("heading", { name: "The mask" }).waitFor();
    expect(await eventually(() => told(page), (all) => all.some((one) => one.includes("two")))).toContainEqual(
      expect.stringMatching(/^ready \{"tokens":\["two","words"\]/u),
    );
    await page.evaluate(() => document.querySelector("headwise-scene")?.setAttribute("scene", "split"));
    await page.getByRole("heading", { name: "The sentence as rows of X" }).waitFor();
    await close();
  });

  it("tells an error, and what was wrong stands in the element", async () => {
    const { page, close } = await visit(browser(), fixture(), { waitFor: null });
    await embed(page, { text: "" });
    await page.getByRole("alert").waitFor();
    expect(await told(page)).toContainEqual(expect.stringMatching(/^error \{"code":"empty-text"/u));
    await close();
  });

  it.each(["headwise-scene", "headwise-playground"])("%s leaves keys, address and page to its host", async (tag) => {
    const { page, close } = await visit(browser(), fixture(), { waitFor: null, reducedMotion: "reduce" });
    const outside = () => page.evaluate(() => [document.head.innerHTML, document.documentElement.getAttributeNames().join(), document.body.getAttributeNames().join(), location.href].join());
    const before = await outside();
    await embed(page, { scene: "attend" }, tag);
    await page.locator("headwise-stage canvas").waitFor();
    await page.keyboard.press("End");
    await page.waitForTimeout(400);
    expect((await told(page)).filter((one) => one.startsWith("beatchange"))).toEqual([]);
    expect(await outside()).toBe(before);
    await close();
  });

  it("works on a page of another origin", async () => {
    const host = await foreignPage(`${site()}headwise.js`);
    const { page, problems, close } = await visit(browser(), host.address);
    await expect(page.locator("headwise-caption p").innerText()).resolves.toMatch(/“doors”/u);
    expect((await pixels(page)).colors).toBeGreaterThan(20);
    expect(problems.filter((problem) => !problem.startsWith(`request to ${site()}`))).toEqual([]);
    await close();
    await host.close();
  });

  it("goes and comes back", async () => {
    const { page, problems, close } = await visit(browser(), fixture(), { waitFor: null });
    await embed(page, { scene: "attend" });
    await page.locator("headwise-stage canvas").waitFor();
    await page.evaluate(() => {
      const scene = document.querySelector("headwise-scene");
      scene?.remove();
      if (scene) document.querySelector("main")?.append(scene);
    });
    await painted(page);
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await page.getByRole("heading", { name: "All scores" }).or(page.getByRole("heading", { level: 2 })).first().waitFor();
    expect(problems).toEqual([]);
    await close();
  });
});
