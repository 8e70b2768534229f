/** The elements on somebody else's page: when they load, what they take, what they tell, and what they leave alone. */
import { describe, expect, it } from "vitest";
import type { HeadwiseScene } from "../../www/src/elements/scene/scene";
import { openArticle } from "./support/article";
import { useBrowser } from "./support/browser";
import { eventually, painted, pixels } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const site = useSite();
const scene = (attributes: string, words = "") => `<headwise-scene ${attributes}>${words}</headwise-scene>`;
const open = (body: string, options?: Parameters<typeof openArticle>[3]) => openArticle(browser(), site(), body, options);

/** The script and what the bundler puts beside it to load others. */
const isLoader = (path: string): boolean => path === "headwise.js" || path.startsWith("assets/preload-helper");

describe("loading", () => {
  it("is the small script alone until an element is near, and keeps its height", async () => {
    const { page, asked, problems, close } = await open(`<div style="height: 6000px"></div>${scene('scene="attend" heads="2"', "<p>Words</p>")}<p id="end">End</p>`, { waitFor: null });
    const height = () => page.evaluate(() => [document.querySelector("headwise-scene")?.offsetHeight, document.documentElement.scrollHeight]);
    await page.waitForTimeout(500);
    expect(asked.filter((path) => !isLoader(path))).toEqual([]);
    const before = await height();
    expect(before[0]).toBe(640);
    await page.evaluate(() => document.querySelector("headwise-scene")?.scrollIntoView());
    await page.locator("headwise-stage canvas").waitFor();
    expect(await height()).toEqual(before);
    expect(asked.some((path) => path.endsWith(".wasm"))).toBe(true);
    expect(problems).toEqual([]);
    await close();
  });

  it("is at once with eager", async () => {
    const { told, close } = await open(`<div style="height: 6000px"></div>${scene("eager scene=attend")}`, { waitFor: null });
    expect(await eventually(told, ({ length }) => length > 0, 15_000)).toContainEqual(expect.objectContaining({ name: "ready" }));
    await close();
  });

  it("of twenty elements computes those in sight, on one engine", async () => {
    const { page, told, problems, close } = await open(Array.from({ length: 20 }, (_, at) => scene(`scene=attend heads=2 seed=${at}`)).join(""));
    for (let at = 0; at < 20; at++) {
      await page.evaluate((place) => document.querySelectorAll("headwise-scene")[place]?.scrollIntoView(), at);
      await painted(page);
    }
    const events = await eventually(told, (all) => all.filter(({ name }) => name === "ready").length >= 20, 30_000);
    expect(events.filter(({ name }) => name === "ready")).toHaveLength(20);
    expect(page.workers()).toHaveLength(1);
    expect(problems).toEqual([]);
    await close();
  });
});

describe("an element", () => {
  it.each([
    ["narrow", ""],
    ["narrow and lower than what it shows", 'style="height: 300px"'],
    ["narrow, with its settings open", 'controls="all"'],
  ])("%s lies over nothing that follows it", async (name, attributes) => {
    const { page, close } = await open(`<div style="width: 358px">${scene(`scene=attend ${attributes}`)}</div><p id="end">End</p>`);
    if (name.includes("settings")) await page.locator("headwise-scene summary").click();
    await painted(page);
    const [element, timeline, end] = await Promise.all(["headwise-scene", "headwise-timeline", "#end"].map((part) => page.locator(part).boundingBox()));
    expect((timeline?.y ?? 0) + (timeline?.height ?? 0)).toBeLessThanOrEqual((element?.y ?? 0) + (element?.height ?? 0));
    expect(end?.y).toBeGreaterThanOrEqual((element?.y ?? 0) + (element?.height ?? 0));
    await close();
  });

  it("waits where nobody sees it play", async () => {
    const { page, close } = await open(`${scene("scene=attend autoplay")}<div style="height: 6000px"></div>`, { reducedMotion: "no-preference" });
    const place = () => page.locator("headwise-timeline input").inputValue();
    const begun = await place();
    expect(await eventually(place, (now) => now !== begun, 20_000)).not.toBe(begun);
    await page.evaluate(() => scrollTo(0, 5000));
    await page.waitForTimeout(300);
    const left = await place();
    await page.waitForTimeout(3000);
    expect(await place()).toBe(left);
    await page.evaluate(() => scrollTo(0, 0));
    expect(await eventually(place, (now) => now !== left, 20_000)).not.toBe(left);
    await close();
  });

  it("takes what scripts gave it before it was defined", async () => {
    const early = `<script>Object.assign(document.querySelector("headwise-scene"), { hide: "speed", settings: { scene: "concat", text: "two words" } })</script>`;
    const { page, told, close } = await open(scene("scene=attend") + early);
    expect((await told())[0]).toMatchObject({ name: "settingschange", detail: { settings: { scene: "concat", text: "two words" } } });
    await expect(page.locator("headwise-scene").evaluate((element: HeadwiseScene) => element.settings.scene)).resolves.toBe("concat");
    expect(await page.locator("headwise-timeline select").count()).toBe(0);
    await close();
  });

  it("is made by scripts, copied and parsed without a throw, in and out of the page", async () => {
    const { page, problems, close } = await open(scene("eager"));
    const made = await page.evaluate(() => {
      const Scene = customElements.get("headwise-scene");
      if (Scene === undefined) throw new Error("not defined");
      const elements = [
        new Scene(), document.createElement("headwise-scene"), document.querySelector("headwise-scene")?.cloneNode(true),
        Object.assign(document.createElement("div"), { innerHTML: "<headwise-scene scene=nothing heads=x></headwise-scene>" }).firstChild,
      ];
      return elements.map((element) => element instanceof Scene && (element as HTMLElement).childNodes.length);
    });
    expect(made).toEqual([0, 0, 0, 0]);
    expect(problems).toEqual([]);
    await close();
  });

  it("survives moves, and plays on", async () => {
    const { page, told, problems, close } = await open(`<div id="one">${scene("scene=attend eager")}</div><div id="two"></div>`, { reducedMotion: "no-preference" });
    await page.evaluate(() => {
      const element = document.querySelector("headwise-scene") as HeadwiseScene;
      element.play();
      for (const id of ["two", "one", "two"]) document.getElementById(id)?.append(element);
    });
    expect(await eventually(told, (all) => all.some(({ name }) => name === "beatchange"), 20_000)).toContainEqual(expect.objectContaining({ name: "beatchange" }));
    expect((await pixels(page)).colors).toBeGreaterThan(20);
    expect(problems).toEqual([]);
    await close();
  });

  it("leaves parts away, and says which it does not know", async () => {
    const { page, told, close } = await open(scene('scene=attend controls=none hide="caption sound" locale=fr'));
    expect(await page.locator("headwise-timeline, headwise-caption, .zoom:visible").count()).toBe(0);
    expect(await page.locator("headwise-formula").count()).toBe(1);
    const errors = (await told()).filter(({ name }) => name === "error").map(({ detail }) => detail.message);
    expect(errors).toEqual([expect.stringMatching(/^There is no part “sound”/u), expect.stringMatching(/“fr”/u)]);
    await page.getByText("There is no part “sound”").waitFor();
    await page.getByText("There are no words in “fr” yet").waitFor();
    await close();
  });

  it("has its settings within with controls=all, which change it", async () => {
    const { page, told, close } = await open(scene("scene=attend controls=all"));
    await page.getByText("Settings").click();
    await page.locator("headwise-controls textarea").fill("two words");
    expect(await eventually(told, (all) => all.some(({ name, detail }) => name === "ready" && String(detail.tokens) === "two,words"), 10_000)).toContainEqual(expect.objectContaining({ name: "settingschange" }));
    await close();
  });

  it("shows Q, K and V of the embedder, and refuses arrays of the wrong size in place", async () => {
    const arrays = (count: number) => `Float32Array.from({ length: ${count} }, (_, at) => Math.sin(at))`;
    const give = (q: number) => `document.querySelector("headwise-scene").arrays = { q: ${arrays(q)}, k: ${arrays(6)}, v: ${arrays(6)}, heads: 2, kvHeads: 1, headDim: 2 }`;
    const { page, told, close } = await open(`${scene('scene=concat text="keys open doors"')}<script>${give(12)}</script>`);
    await page.getByText("needs more than Q, K and V").waitFor();
    const shown = () => page.evaluate(() => {
      const trace = JSON.parse((document.querySelector("headwise-scene") as HeadwiseScene).exportTrace()) as { tensors: { name: string; data: number[] }[] };
      return trace.tensors.find(({ name }) => name === "qHeads")?.data.map((cell) => Math.fround(cell));
    });
    expect(await shown()).toEqual(Array.from({ length: 12 }, (_, at) => Math.fround(Math.sin(at))));
    for (const beat of ["scale", "weights", "mix-values", "wide-head"]) {
      await page.evaluate((id) => (document.querySelector("headwise-scene") as HeadwiseScene).seek({ beat: id }), beat);
      await painted(page);
    }
    expect((await pixels(page)).colors).toBeGreaterThan(20);
    await page.evaluate(give(13));
    await page.getByText("q has 13 numbers, its shape needs 12").waitFor();
    expect((await told()).filter(({ name }) => name === "error").map(({ detail }) => detail.code)).toEqual(["bad-attribute", "shape-mismatch"]);
    await close();
  });

  it("plays by itself with autoplay, not for a reader who wants less motion", async () => {
    const moving = await open(scene("scene=attend autoplay"), { reducedMotion: "no-preference" });
    const changed = (all: readonly { name: string }[]) => all.some(({ name }) => name === "beatchange");
    expect(changed(await eventually(moving.told, changed, 20_000))).toBe(true);
    await moving.close();
    const still = await open(scene("scene=attend autoplay"));
    await still.page.waitForTimeout(1500);
    expect(changed(await still.told())).toBe(false);
    await still.close();
  });

  it("obeys its methods", async () => {
    const { page, told, close } = await open(scene("scene=attend heads=2 text='keys open doors'"));
    const found = await page.evaluate(async () => {
      const element = document.querySelector("headwise-scene") as HeadwiseScene;
      const beats: string[] = [];
      const note = async () => {
        await element.updateComplete;
        beats.push(element.settings.beat);
      };
      element.step();
      await note();
      element.seek({ beat: "mask", t: 0.5 });
      await note();
      element.stepBack();
      await note();
      element.seek({ beat: "nowhere" });
      const png = await element.snapshot({ width: 400, height: 300, scale: 1 });
      const svg = await (await element.snapshot({ type: "svg", width: 400, height: 300 })).text();
      const image = await createImageBitmap(png);
      const drawn = new DOMParser().parseFromString(svg, "image/svg+xml");
      const trace = JSON.parse(element.exportTrace()) as { tokens: string[]; tensors: { name: string; data: (number | string)[]; axes: { extent: number }[] }[] };
      const masked = trace.tensors.find(({ name }) => name === "masked");
      return {
        beats, size: [image.width, image.height, png.type], root: drawn.documentElement.nodeName, broken: drawn.querySelector("parsererror") !== null,
        texts: drawn.querySelectorAll("text").length, rects: drawn.querySelectorAll("rect").length, tokens: trace.tokens, hidden: masked?.data.filter((cell) => cell === "-Infinity").length,
        whole: trace.tensors.every(({ data, axes }) => data.length === axes.reduce((product, { extent }) => product * extent, 1)),
      };
    });
    expect(found).toMatchObject({ size: [400, 300, "image/png"], root: "svg", broken: false, tokens: ["keys", "open", "doors"], hidden: 6, whole: true });
    expect(found.beats).toEqual(["scores", "mask", "scale"]);
    expect(found.texts).toBeGreaterThan(10);
    expect(found.rects).toBeGreaterThan(50);
    expect((await told()).filter(({ name }) => name === "error").map(({ detail }) => detail.code)).toEqual(["bad-attribute"]);
    await close();
  });

  it.each(["headwise-scene", "headwise-playground"])("%s leaves the page around it as it was", async (tag) => {
    const { page, problems, close } = await open(`<p>Before</p><div id="here"></div>`, { waitFor: null });
    const outside = () => page.evaluate(() => [
      document.head.innerHTML, document.documentElement.getAttributeNames(), document.body.getAttributeNames(), document.body.children.length,
      location.href, document.adoptedStyleSheets.length, localStorage.length, sessionStorage.length, document.cookie,
      Object.keys(globalThis).filter((name) => !/^(lit|reactiveElement)/u.test(name)), document.activeElement?.tagName, document.title,
    ]);
    const before = await outside();
    await page.evaluate((name) => document.getElementById("here")?.append(document.createElement(name)), tag);
    await page.locator("headwise-stage canvas").waitFor();
    await page.evaluate(() => document.querySelector<HeadwiseScene>("headwise-scene, headwise-playground")?.play());
    await painted(page);
    expect(await outside()).toEqual(before);
    expect(problems).toEqual([]);
    await close();
  });
});

describe("without what it needs", () => {
  it("shows its words where scripts are off", async () => {
    const { page, close } = await open(scene("scene=attend", "<p>Scores of keys and queries.</p>"), { javaScriptEnabled: false, waitFor: null });
    await expect(page.getByText("Scores of keys and queries.").isVisible()).resolves.toBe(true);
    await close();
  });

  it("keeps its words, and tells, where the rest of the script can't be loaded", async () => {
    const { page, told, close } = await open(scene("scene=attend", "<p>Own words.</p>") + scene("scene=concat"), {
      waitFor: null, before: (opened) => opened.route(/\/assets\/(?!preload-helper).*\.js$/u, (route) => route.abort()),
    });
    const errors = await eventually(told, ({ length }) => length >= 2, 10_000);
    expect(errors.map(({ name, detail }) => `${name} ${String(detail.code)}`)).toEqual(["error script-unavailable", "error script-unavailable"]);
    await expect(page.getByText("Own words.").isVisible()).resolves.toBe(true);
    await expect(page.getByText("It could not be loaded.").isVisible()).resolves.toBe(true);
    await close();
  });

  it("says in words what it would show where there is no WebAssembly", async () => {
    const { page, told, close } = await open(scene("scene=attend", "<p>Own words.</p>"), {
      waitFor: null, before: (opened) => opened.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly")),
    });
    await page.getByRole("alert").waitFor();
    await expect(page.getByRole("alert").innerText()).resolves.toMatch(/can’t run WebAssembly/u);
    await expect(page.getByText("Own words.").isVisible()).resolves.toBe(true);
    expect(await page.getByRole("alert").getByRole("listitem").allInnerTexts()).toContain("The mask");
    expect((await told()).map(({ detail }) => detail.code)).toContain("no-webassembly");
    await close();
  });
});
