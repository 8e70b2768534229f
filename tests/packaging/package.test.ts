/** The package itself: its rules, its types, what it holds and what it loads first. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { publint } from "publint";
import { describe, expect, inject, it } from "vitest";
import { costAttributes } from "../../www/src/elements/cost/settings";
import { headsAttributes } from "../../www/src/elements/heads/settings";
import { mapAttributes } from "../../www/src/elements/map/settings";
import { project } from "./support/scene";

const installed = (...path: string[]): string => project("node_modules/headwise", ...path);
const attw = fileURLToPath(new URL("node_modules/@arethetypeswrong/cli/dist/index.js", import.meta.url));
const brotli = (name: string): number => brotliCompressSync(readFileSync(installed(name))).length;

/** Bytes after brotli. */
const LOADER_BUDGET = 3000;

/** A script and all that it imports at once. */
function withImports(entry: string): string[] {
  const files = [entry];
  for (const file of files) {
    const text = readFileSync(installed(file), "utf8");
    for (const [, name] of text.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/gu)) {
      if (name !== undefined && !files.includes(name)) files.push(name);
    }
  }
  return files;
}

describe("the package", () => {
  it("keeps the rules of publint", async () => {
    const { messages } = await publint({ pkgDir: installed(), strict: true });
    expect(messages).toEqual([]);
  });

  it("has types that every module resolution of today finds", () => {
    // It is a package of ES modules: CommonJS and the resolution of Node 10 are told so, and no more.
    const options = ["--profile", "esm-only", "--format", "ascii", "--exclude-entrypoints", "./*.wasm", "./custom-elements.json"];
    const check = (): string => execFileSync(process.execPath, [attw, inject("tarball"), ...options], { encoding: "utf8" });
    expect(check).not.toThrow();
  });

  it("names in its manifest every attribute, event and method that is promised", () => {
    const manifest = JSON.parse(readFileSync(installed("custom-elements.json"), "utf8")) as {
      modules: { path: string; declarations: { tagName: string; attributes: { name: string }[]; events: { name: string }[]; members: { name: string }[] }[] }[];
    };
    const [scene, playground] = ["headwise-scene", "headwise-playground"].map((tag) =>
      manifest.modules.flatMap(({ declarations }) => declarations).find(({ tagName }) => tagName === tag));
    const names = (list: readonly { name: string }[] | undefined) => (list ?? []).map(({ name }) => name);
    expect(names(scene?.attributes)).toEqual(expect.arrayContaining(["scene", "text", "heads", "kv-heads", "d-model", "causal", "beat", "autoplay", "theme", "controls", "locale", "hide", "eager"]));
    expect(names(scene?.events)).toEqual(expect.arrayContaining(["headwise-ready", "headwise-beatchange", "headwise-cellselect", "headwise-error"]));
    const attributes = (tag: string) =>
      names(manifest.modules.flatMap(({ declarations }) => declarations).find(({ tagName }) => tagName === tag)?.attributes);
    expect(attributes("headwise-map")).toEqual(expect.arrayContaining([...mapAttributes]));
    expect(attributes("headwise-cost")).toEqual(expect.arrayContaining([...costAttributes]));
    expect(attributes("headwise-heads")).toEqual(expect.arrayContaining([...headsAttributes]));
    for (const element of [scene, playground]) {
      expect(names(element?.members)).toEqual(expect.arrayContaining(["play", "pause", "step", "seek", "snapshot", "exportTrace"]));
    }
  });

  it("ships no source, no map, no test and no path of the machine that built it", () => {
    const files = readdirSync(installed(), { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => /(?<!\.d)\.ts$|\.map$|test/u.test(file))).toEqual([]);
    for (const file of files.filter((name) => name.endsWith(".js"))) {
      expect(readFileSync(join(installed(), file), "utf8"), file).not.toContain(process.env.HOME ?? "/home");
    }
  });
});

describe("what readers load", () => {
  it("is at most 3 KB before an element nears the viewport", () => {
    const bytes = withImports("loader.js").reduce((sum, file) => sum + brotli(file), 0);
    console.log(`loader: ${bytes} bytes`);
    expect(bytes).toBeLessThanOrEqual(LOADER_BUDGET);
  });
});
