/**
 * The pages of the site: each is a small template, and gets its head and its bar here when the site
 * is built.
 *
 * A template is a page without `<html>`, `<head>` and `<body>`: a doctype, `<title>`, a description,
 * its scripts, and then `<main>` (or a `<header>` before it) and whatever follows that. `<site-bar></site-bar>` in it becomes the
 * name of the site with links to those of its pages that exist.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { customProperties } from "../src/theme/tokens.ts";

export interface Page {
  /** From the root of the site. */
  readonly path: string;
  /** What the bar calls it. */
  readonly name: string;
}

/** All that the bar can hold, in its order. */
const known: readonly Page[] = [
  { path: "index.html", name: "Playground" },
  { path: "lessons/index.html", name: "Lessons" },
  { path: "heads.html", name: "Heads" },
  { path: "cost.html", name: "Calculator" },
  { path: "map.html", name: "Map" },
  { path: "speed.html", name: "Speed" },
  { path: "embed.html", name: "Embed" },
];

/** The pages that a build of `root` has, in the order of the bar. Lessons are there when one is written. */
export function pagesIn(root: string): Page[] {
  const lessons = join(root, "lessons");
  const written = existsSync(lessons) && readdirSync(lessons).some((name) => name.endsWith(".md"));
  return known.filter(({ path }) => (path.startsWith("lessons/") ? written : existsSync(join(root, path))));
}

/** The theme's colours and sizes for the page itself: they are there before a script is, and without one. */
const tokens = `:root { ${customProperties("light")} }
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { ${customProperties("dark")} } }
:root[data-theme="dark"] { ${customProperties("dark")} }
`;

export function pages(root: string): Plugin {
  const tokensFile = join(root, "src/pages/tokens.css");
  return {
    name: "headwise:pages",
    enforce: "pre",
    resolveId(source) {
      return source === "/src/pages/tokens.css" || source === tokensFile ? tokensFile : null;
    },
    load(id) {
      return id === tokensFile ? tokens : null;
    },
    transformIndexHtml: {
      order: "pre",
      handler(template, { path, filename }) {
        try {
          return expandPage(template, path.replace(/^\//, ""), pagesIn(root));
        } catch (error) {
          throw new Error(`${filename}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
        }
      },
    },
  };
}

/**
 * A whole page from its template.
 * @param path Of the page, from the root of the site: links are relative to it.
 * @throws Error when the title, the description or `<main>` is missing.
 */
export function expandPage(template: string, path: string, pages: readonly Page[]): string {
  const start = template.search(/<(main|header)\b/);
  if (!template.includes("<main")) throw new Error("a page has a <main>");
  const head = template.slice(0, start).replace(/<!doctype html>/i, "").trim();
  if (!/<title>[^<]+<\/title>/.test(head)) throw new Error("a page has a <title> before its <main>");
  if (!/<meta name="description" content="[^"]+"/.test(head)) throw new Error("a page has a description before its <main>");
  const body = template.slice(start).replace(/<site-bar><\/site-bar>/g, () => barOf(path, pages)).trim();
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
${head}
<link rel="icon" href="${upFrom(path)}icon.svg" type="image/svg+xml" />
<link rel="stylesheet" href="/src/pages/tokens.css" />
<link rel="stylesheet" href="/src/pages/page.css" />
<script type="module" src="/src/pages/site.ts"></script>
</head>
<body>
${body}
</body>
</html>
`;
}

/** The name of the site and the links to its pages. Only a page of its own section names the site in a heading. */
export function barOf(path: string, pages: readonly Page[]): string {
  const up = upFrom(path);
  const inLessons = path.startsWith("lessons/");
  const links = pages.map((page) => {
    const current = page.path === path ? "page" : inLessons && page.path.startsWith("lessons/") ? "true" : null;
    const href = `${up}${page.path}`.replace(/index\.html$/, "") || "./";
    return `<a href="${href}"${current === null ? "" : ` aria-current="${current}"`}>${page.name}</a>`;
  });
  const name = inLessons ? `<p class="site"><a href="${up}">Headwise</a></p>` : `<h1 class="site">Headwise</h1>`;
  return `<div slot="title" class="title">${name}<nav class="pages" aria-label="Site">${links.join("")}</nav></div>`;
}

/** From a page to the root of the site, such as `../`. */
export function upFrom(path: string): string {
  return "../".repeat(path.split("/").length - 1) || "./";
}
