/**
 * What a page with one scene transfers, all told: the files that a server was asked for while a reader
 * walked through every beat and pointed at a cell.
 */
import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { useBrowser } from "../browser/support/browser";
import { painted, visit } from "../browser/support/page";
import { serve } from "../browser/support/server";
import { project, write } from "./support/scene";

/** Bytes after brotli: element, engine, what makes the trace, and the drawing. */
const BUDGET = 160_000;

const browser = useBrowser();
const brotli = (file: string): number => brotliCompressSync(readFileSync(project("node_modules/headwise", file))).length;

const pageOf = (scene: string): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Article</title>
<link rel="icon" href="data:,"><script type="module" src="../node_modules/headwise/loader.js"></script>
<headwise-scene scene="${scene}" text="the keys to the cabinet are on the table" heads="4" hide="settings"></headwise-scene></html>`;

/** Steps until the story stands still. */
async function walk(page: Page): Promise<number> {
  let beats = 1;
  for (let before = "";;) {
    const now = await page.locator("headwise-scene").evaluate((scene: HTMLElement & { step(): void; settings: { beat: string } }) => {
      scene.step();
      return scene.settings.beat;
    });
    await painted(page);
    if (now === before) return beats;
    before = now;
    beats += 1;
  }
}

/** Moves the pointer over the whole picture. */
async function point(page: Page): Promise<void> {
  const box = await page.locator("headwise-stage").boundingBox();
  if (box === null) throw new Error("there is no stage");
  for (let part = 0.05; part < 1; part += 0.05) await page.mouse.move(box.x + box.width * part, box.y + box.height * part);
  await painted(page);
}

it.each(["split", "attend", "concat", "online-softmax", "kv-cache"])("%s is within its budget", async (scene) => {
  await write({ "weight/index.html": pageOf(scene) });
  const site = await serve(project("."), { alsoPolicy: "img-src data:" });
  const { page, problems, close } = await visit(browser(), `${site.address}weight/`, { reducedMotion: "reduce" });
  expect(await walk(page)).toBeGreaterThan(5);
  await point(page);
  expect(problems).toEqual([]);
  const files = [...site.served].flatMap((path) => path.match(/^node_modules\/headwise\/(.*)$/u)?.[1] ?? []);
  expect(files).toContain(scene === "kv-cache" ? "decode.wasm" : "trace.wasm");
  const rows = files.map((file) => [brotli(file), file] as const).sort(([left], [right]) => right - left);
  const total = rows.reduce((sum, [bytes]) => sum + bytes, 0);
  console.log([scene, ...rows.map(([bytes, file]) => `${String(bytes).padStart(8)}  ${file}`), `${String(total).padStart(8)}  all told`].join("\n"));
  expect(total).toBeLessThanOrEqual(BUDGET);
  await close();
  await site.close();
});
