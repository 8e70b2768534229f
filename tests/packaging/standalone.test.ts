/** The self-contained file: no request but for itself, from a server or from a disk without a network. */
import { copyFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../browser/support/browser";
import { serve } from "../browser/support/server";
import { pageOf, project, seeScene, write } from "./support/scene";

const browser = useBrowser();

describe("the self-contained file", () => {
  it("draws a scene, and a trained one, with all other requests refused", async () => {
    await write({ "single/index.html": pageOf(`<script type="module" src="./standalone.js"></script>`) });
    await copyFile(project("node_modules/headwise/standalone.js"), project("single/standalone.js"));
    const site = await serve(project("single"), { policy: null });
    const asked: string[] = [];
    const { page, problems, runsIn, close } = await seeScene(browser(), site.address, {
      before: async (opened) => {
        opened.on("request", (request) => {
          if (request.url().startsWith("http")) asked.push(new URL(request.url()).pathname);
        });
      },
    });
    expect({ problems, runsIn }).toEqual({ problems: [], runsIn: "worker" });
    const weights = await page.evaluate(() => new Promise<string>((resolve) => {
      const scene = document.querySelector("headwise-scene");
      scene?.addEventListener("headwise-ready", (event) => event.detail.weights === "trained" && resolve(event.detail.weights));
      scene?.setAttribute("weights", "trained");
    }));
    expect(weights).toBe("trained");
    expect(asked).toEqual(["/", "/standalone.js"]);
    await close();
    await site.close();
  });

  it("works inside a page on disk, as a notebook saves it", async () => {
    await write({ "notebook/page.html": "" });
    const { readFile } = await import("node:fs/promises");
    const script = await readFile(project("node_modules/headwise/standalone.js"), "utf8");
    await write({ "notebook/page.html": pageOf(`<script type="module">${script.replaceAll("</script", "<\\/script")}</script>`) });
    const context = await browser().newContext({ offline: true });
    const page = await context.newPage();
    await page.goto(`file://${project("notebook/page.html")}`);
    await page.locator("headwise-stage canvas").waitFor();
    await expect(page.locator("headwise-caption p").innerText()).resolves.toMatch(/“doors”/u);
    await context.close();
  });
});
