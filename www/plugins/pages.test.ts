import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { expandPage, pagesIn } from "./pages";

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function site(...files: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pages-"));
  folders.push(folder);
  for (const file of files) {
    await mkdir(join(folder, file, ".."), { recursive: true });
    await writeFile(join(folder, file), "");
  }
  return folder;
}

const template = `<!doctype html>
<title>Speed: Headwise</title>
<meta name="description" content="How fast?" />
<script type="module" src="/src/pages/speed.ts"></script>
<main><headwise-speed page><site-bar></site-bar></headwise-speed></main>
<footer>After</footer>
`;
const pages = [{ path: "index.html", name: "Playground" }, { path: "lessons/index.html", name: "Lessons" }, { path: "speed.html", name: "Speed" }];

describe("pagesIn", () => {
  it("names the pages that are there, in the order of the bar", async () => {
    const root = await site("speed.html", "index.html", "other.html");
    expect(pagesIn(root).map(({ name }) => name)).toEqual(["Playground", "Speed"]);
  });

  it("names the lessons when one is written", async () => {
    expect(pagesIn(await site("index.html", "lessons/one.md")).map(({ name }) => name)).toEqual(["Playground", "Lessons"]);
    expect(pagesIn(await site("index.html", "lessons/notes.txt")).map(({ name }) => name)).toEqual(["Playground"]);
  });
});

describe("expandPage", () => {
  it("keeps title, description and script in the head and the rest in the body", () => {
    const [, head, body] = /<head>(.*)<\/head>\s*<body>(.*)<\/body>/s.exec(expandPage(template, "speed.html", pages)) ?? [];
    for (const part of ["<title>Speed: Headwise</title>", "How fast?", "/src/pages/speed.ts", "/src/pages/site.ts", "page.css"]) expect(head).toContain(part);
    expect(body).toContain("<headwise-speed page><div slot=\"title\"");
    expect(body).toContain("<footer>After</footer>");
  });

  it("links every page and marks the current one", () => {
    const html = expandPage(template, "speed.html", pages);
    expect([...html.matchAll(/<a href="([^"]*)"( aria-current="page")?/g)].map(([, href, current]) => [href, current !== undefined])).toEqual([
      ["./", false], ["./lessons/", false], ["./speed.html", true],
    ]);
  });

  it("links upwards from a page in a folder, and marks its section", () => {
    const html = expandPage(template, "lessons/one.html", pages);
    expect([...html.matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href)).toEqual(["../", "../", "../lessons/", "../speed.html"]);
    expect(html).toContain('href="../lessons/" aria-current="true"');
    expect(html).toContain('href="../icon.svg"');
  });

  it.each([
    ["title", /<title>.*<\/title>/],
    ["description", /<meta name="description".*\/>/],
    ["<main>", /<main>.*<\/main>/],
  ])("refuses a page without its %s", (name, part) => {
    expect(() => expandPage(template.replace(part, ""), "speed.html", pages)).toThrow(name);
  });
});
