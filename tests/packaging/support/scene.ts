/** What every way in must lead to: a scene that is drawn. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { expect, inject } from "vitest";
import { pixels, visit } from "../../browser/support/page";

/** The project in which the tarball is installed. */
export const project = (...path: string[]): string => join(inject("project"), ...path);

/** Writes files of the project. */
export async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(project(path)), { recursive: true });
    await writeFile(project(path), text);
  }
}

export const sceneTag = `<headwise-scene scene="attend" heads="2" text="keys open doors"><p>What it would show.</p></headwise-scene>`;

export const pageOf = (script: string): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Article</title>
<link rel="icon" href="data:,">${script}<p>Before</p>${sceneTag}<p>After</p></html>`;

export interface Seen {
  readonly page: Page;
  readonly problems: readonly string[];
  /** Where the engine computed it. */
  readonly runsIn: string;
  close(): Promise<void>;
}

/** Opens a page and sees the scene drawn, with numbers that were computed. */
export async function seeScene(browser: Browser, address: string, also: Parameters<typeof visit>[2] = {}): Promise<Seen> {
  const { page, problems, close } = await visit(browser, address, { reducedMotion: "reduce", ...also });
  await expect(page.locator("headwise-caption p").innerText()).resolves.toMatch(/“doors”/u);
  expect((await pixels(page)).colors).toBeGreaterThan(20);
  const runsIn = page.workers().length > 0 ? "worker" : "main thread";
  return { page, problems, runsIn, close };
}
