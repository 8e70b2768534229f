/** Somebody's article on an origin of its own, with the site's script for embedding in it. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { visit, type Visit } from "./page";
import { serve } from "./server";

export interface Article extends Visit {
  /** Paths of the site that were asked for, in order. */
  readonly asked: readonly string[];
  /** Names and details of the elements' events, as they came. */
  told(): Promise<readonly { readonly name: string; readonly detail: Readonly<Record<string, unknown>> }[]>;
}

type Options = Parameters<typeof visit>[2];

const listen = `globalThis.told = [];
for (const name of ["ready", "beatchange", "cellselect", "backendchange", "check", "settingschange", "error"]) {
  document.addEventListener("headwise-" + name, ({ detail }) => told.push({ name, detail: JSON.parse(JSON.stringify(detail)) }));
}`;

/**
 * Opens the article.
 * @param site The address of the site.
 * @param body Of the page.
 */
export async function openArticle(browser: Browser, site: string, body: string, options: Options & { head?: string; html?: string } = {}): Promise<Article> {
  const folder = await mkdtemp(join(tmpdir(), "headwise-article-"));
  const { head = "", html = "", ...also } = options;
  await writeFile(join(folder, "index.html"), `<!doctype html><html lang="en" ${html}><meta charset="utf-8"><title>Article</title>
    <link rel="icon" href="data:,"><script>${listen}</script>${head}
    <script type="module" src="${site}headwise.js"></script><body>${body}</body></html>`);
  const host = await serve(folder, { policy: null });
  const asked: string[] = [];
  const { page, problems, close } = await visit(browser, host.address, {
    reducedMotion: "reduce", ...also,
    before: async (opened) => {
      opened.on("request", (request) => {
        if (request.url().startsWith(site)) asked.push(request.url().slice(site.length));
      });
      await also.before?.(opened);
    },
  });
  return {
    page, asked,
    // The site is another origin on purpose.
    get problems() {
      return problems.filter((problem) => !problem.startsWith(`request to ${site}`));
    },
    told: () => page.evaluate(() => (globalThis as unknown as { told: { name: string; detail: Record<string, unknown> }[] }).told),
    close: async () => {
      await close();
      await host.close();
      await rm(folder, { recursive: true });
    },
  };
}
