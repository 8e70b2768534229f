/** The elements beside scene and playground, out of the package: from another origin, through the loader. */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { useBrowser } from "../browser/support/browser";
import { visit } from "../browser/support/page";
import { serve } from "../browser/support/server";
import { project, write } from "./support/scene";

const browser = useBrowser();

const pageOf = (script: string, tag: string): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Article</title>
<link rel="icon" href="data:,"><script type="module" src="${script}"></script>${tag}</html>`;

/** What shows that numbers were computed. */
const elements: Readonly<Record<string, { tag: string; seen: (page: Page) => Promise<void>; files: readonly string[] }>> = {
  map: {
    tag: `<headwise-map head="induction" n="2048"></headwise-map>`,
    seen: async (page) => {
      await page.locator(".refinement:has-text('Exact: every cell in view was computed.')").waitFor();
      expect(page.workers()[0]?.url()).toMatch(/^blob:/u);
    },
    files: ["map-worker.js"],
  },
  cost: {
    tag: `<headwise-cost model="llama-2-7b" tokens="4096"></headwise-cost>`,
    seen: async (page) => {
      await page.locator(".sheet").waitFor();
      expect((await page.locator(".cards b").allInnerTexts()).slice(0, 2)).toEqual(["524 KB", "2.15 GB"]);
    },
    files: ["cost.wasm"],
  },
  heads: {
    tag: `<headwise-heads text="the keys to the cabinet are on the table"></headwise-heads>`,
    seen: async (page) => {
      await page.locator("headwise-head-map").first().waitFor();
      expect(await page.getByRole("button", { name: /^Head \d\.\d / }).count()).toBe(18);
    },
    files: ["model/heads.json", "model/model.safetensors"],
  },
};

it.each(Object.keys(elements))("<headwise-%s> works on a page of another origin", async (name) => {
  const { tag, seen, files } = elements[name] as (typeof elements)[string];
  const cdn = await serve(project("node_modules/headwise"), { policy: null });
  await write({ "others/index.html": pageOf(`${cdn.address}loader.js`, tag) });
  const host = await serve(project("others"), { policy: null });
  const { page, problems, close } = await visit(browser(), host.address, { waitFor: null });
  await seen(page);
  expect(problems.filter((problem) => !problem.startsWith(`request to ${cdn.address}`))).toEqual([]);
  // The scenes' own engine is not among what it took.
  expect([...cdn.served]).toEqual(expect.arrayContaining(files.map((file) => expect.stringContaining(file))));
  expect([...cdn.served].filter((path) => /trace\.wasm|decode\.wasm|playground/u.test(path))).toEqual([]);
  await close();
  await cdn.close();
  await host.close();
});
