/** The playground, a lesson and the page about embedding in other engines than Chromium's, on the CPU. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve, type Site } from "../browser/support/server";
import { folders } from "../browser/support/sites";
import { until, type Driver } from "./support/driver";
import { browsers } from "./support/installed";

const lessons = join(folders.site, "lessons");
const lesson = existsSync(lessons) ? readdirSync(lessons).find((name) => name.endsWith(".html") && name !== "index.html") : undefined;

/** How many colours the first picture below `host` shows: a drawn scene has dozens. */
const drawn = (host: string): string => `
  const stage = ${host}?.shadowRoot?.querySelector("headwise-stage")?.shadowRoot?.querySelector("canvas");
  if (!stage || stage.width === 0) return "no canvas";
  const copy = Object.assign(document.createElement("canvas"), { width: stage.width, height: stage.height });
  const context = copy.getContext("2d");
  context.drawImage(stage, 0, 0);
  const colors = new Set(new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer));
  return colors.size > 20 || colors.size;`;

describe.each(browsers().map((browser) => [browser.name, browser] as const))("%s", (_, { open, advice }) => {
  let driver: Driver;
  let site: Site;
  beforeAll(async () => {
    if (open === null) return;
    site = await serve(folders.site);
    driver = await open();
    await driver.resize(1280, 900);
  });
  afterAll(async () => {
    await driver?.close();
    await site?.close();
  });
  const test = open === null ? it.skip : it;
  const named = (name: string): string => (open === null ? `${name} [install ${advice}]` : name);

  test(named("is not Chromium"), async () => {
    const agent = String(await driver.run("return navigator.userAgent"));
    expect(agent).not.toMatch(/Chrom/u);
    expect(agent).toMatch(/Firefox\/|AppleWebKit\//u);
  });

  test(named("computes and draws the playground, with the trained model, and steps"), async () => {
    await driver.navigate(`${site.address}index.html?backend=cpu`);
    const playground = `document.querySelector("headwise-playground")`;
    expect(await until(driver, drawn(playground))).toBe(true);
    expect(await until(driver, `return ${playground}.shadowRoot.querySelector("headwise-predictions") !== null && ${playground}.session.reader.has("stream")`)).toBe(true);
    const beat = `${playground}.settings.beat`;
    const before = await driver.run(`${playground}.step(); return ${beat}`);
    await driver.run(`${playground}.step(); return 0`);
    expect(await until(driver, `return ${beat} !== ${JSON.stringify(before)}`)).toBe(true);
    // The kernels' own answer, beside the trace's.
    expect(await until(driver, `return ${playground}.session.check.result?.difference < 1e-4 && ${playground}.session.check.result.backend === "cpu"`)).toBe(true);
  });

  test(named("shows a scene set up on the page about embedding"), async () => {
    await driver.navigate(`${site.address}embed.html?scene=concat&heads=2&text=keys+open+doors`);
    const embed = `document.querySelector("headwise-embed")`;
    expect(await until(driver, drawn(`${embed}?.shadowRoot?.querySelector("headwise-scene")`))).toBe(true);
    expect(await driver.run(`return ${embed}.shadowRoot.querySelector("pre").textContent`)).toContain('<headwise-scene text="keys open doors" heads="2" scene="concat">');
  });

  (lesson === undefined ? it.skip : test)(named("draws the scene of a lesson when the reader is there"), async () => {
    await driver.navigate(`${site.address}lessons/${lesson}`);
    const scene = `document.querySelector("headwise-scene")`;
    expect(await driver.run(`${scene}.scrollIntoView(); return document.querySelectorAll("h1").length`)).toBeGreaterThan(0);
    expect(await until(driver, drawn(scene))).toBe(true);
  });

  (lesson === undefined ? it.skip : test)(named("brings a lesson's picture to the word that is pressed on a narrow page"), async () => {
    await driver.resize(500, 700);
    await driver.navigate(`${site.address}lessons/one-head.html`);
    await driver.run(`document.querySelector(".prelude .ref").scrollIntoView({ block: "center" }); document.querySelector(".prelude .ref").click()`);
    expect(await until(driver, drawn(`document.querySelector(".docked headwise-scene")`))).toBe(true);
    const free = await driver.run(`
      const [word, picture] = [document.querySelector(".prelude .ref"), document.querySelector(".docked headwise-scene")].map((element) => element.getBoundingClientRect());
      return picture.top >= 0 && picture.bottom <= innerHeight && (word.bottom <= picture.top || word.top >= picture.bottom);`);
    expect(free).toBe(true);
    expect(await driver.run(`document.querySelector(".send-back").click(); return document.querySelectorAll(".docked").length`)).toBe(0);
    await driver.resize(1280, 900);
  });
});
