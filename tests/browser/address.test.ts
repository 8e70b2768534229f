/** The address holds the state: a link opens the same beat with the same settings, whatever it says. */
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { drawn, eventually, pixels, settings, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();

describe("the address", () => {
  it("opens the same picture again", async () => {
    const first = await visit(browser(), `${address()}?${drawn}`, { reducedMotion: "reduce" });
    await first.page.getByRole("radio", { name: "8", exact: true }).first().check({ force: true });
    await first.page.getByLabel("Query word followed").selectOption("3");
    await first.page.getByRole("button", { name: "Head 2" }).click();
    await first.page.getByRole("button", { name: "Next seed" }).click();
    await first.page.getByRole("button", { name: "Go to Concat" }).or(first.page.getByTitle("Go to Concat")).first().click();
    await first.page.keyboard.press("ArrowRight");
    const url = await eventually(async () => first.page.url(), (url) => url.includes("beat=concatenate"));
    expect(new URL(url).searchParams.get("seed")).toBe("8");
    expect(new URL(url).searchParams.get("off")).toBe("2");
    const second = await visit(browser(), url, { reducedMotion: "reduce" });
    expect(await settings(second.page)).toEqual(await settings(first.page));
    await first.page.mouse.move(640, 20);
    const wanted = await pixels(first.page);
    expect(await eventually(() => pixels(second.page), ({ hash }) => hash === wanted.hash)).toEqual(wanted);
    await first.close();
    await second.close();
  });

  it("adds nothing to the history", async () => {
    const { page, close } = await visit(browser(), address());
    const before = await page.evaluate(() => history.length);
    for (let at = 0; at < 4; at += 1) await page.keyboard.press("End");
    await eventually(async () => page.url(), (url) => url.includes("beat=residual"));
    expect(await page.evaluate(() => history.length)).toBe(before);
    await close();
  });

  it.each([
    ["heads=3", "h = 3 does not divide d_model = 32. Using h = 4.", { heads: 4, kvHeads: 4 }],
    ["heads=8&kv-heads=3", "g = 3 does not divide h = 8. Using g = 4.", { heads: 8, kvHeads: 4 }],
    ["d-model=48", "d_model can be 16, 32, 64, not “48”. Using 64.", { dModel: 64 }],
    ["heads=99", "h goes from 1 to 8, not 99. Using 8.", { heads: 8 }],
    ["temperature=NaN", "temperature must be a number, not “NaN”. Using 1.", { temperature: 1 }],
    ["temperature=Infinity", "temperature must be a number, not “Infinity”. Using 1.", { temperature: 1 }],
    ["temperature=-3", "temperature goes from 0.1 to 5, not -3. Using 0.1.", { temperature: 0.1 }],
    ["seed=1e99", "seed goes from 0 to 4294967295, not 1e99. Using 4294967295.", { seed: 4294967295 }],
    ["scene=nowhere", "There is no scene “nowhere”. This is Split.", { scene: "split" }],
    ["scene=attend&beat=nothing", "There is no beat “nothing” in Attend: this is its first.", { scene: "attend" }],
    ["off=9", "There are heads 1 to 6; other heads can’t be switched off.", { weights: "trained", headsOff: [] }],
    ["layer=4", "layer goes from 1 to 3, not 4. Using 3.", { layer: 2 }],
    ["weights=good", "weights can be trained, random, own, not “good”. Using trained.", { weights: "trained" }],
    ["weights=random&off=9", "There are heads 1 to 4; other heads can’t be switched off.", { headsOff: [] }],
  ])("explains %s and takes what is nearest", async (query, notice, wanted) => {
    const { page, problems, close } = await visit(browser(), `${address()}?${query}`);
    await expect(page.locator("headwise-notice .notice").innerText()).resolves.toContain(notice);
    expect(await settings(page)).toMatchObject(wanted);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.locator("headwise-notice").waitFor({ state: "detached" });
    expect(problems).toEqual([]);
    await close();
  });
});
