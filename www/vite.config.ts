import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { formulas } from "./plugins/formulas.ts";
import { lessonInputs, lessons } from "./plugins/lessons/index.ts";
import { pages } from "./plugins/pages.ts";

const root = fileURLToPath(new URL(".", import.meta.url));
/** Scripts with lasting names, for pages elsewhere that embed the elements. */
const EMBEDS: Readonly<Record<string, string>> = {
  [`${root}src/elements/loader.ts`]: "headwise.js",
  [`${root}src/elements/frame/host.ts`]: "headwise-frame.js",
  [`${root}src/elements/speed/index.ts`]: "headwise-speed.js",
  [`${root}src/elements/heads/index.ts`]: "headwise-heads.js",
  [`${root}src/elements/map/index.ts`]: "headwise-map.js",
  [`${root}src/elements/cost/index.ts`]: "headwise-cost.js",
};
const templates = readdirSync(root).filter((name) => name.endsWith(".html"));

/**
 * `--mode test-hooks` builds the site on a wasm module that can be made to panic, into
 * `dist-test-hooks`: the browser tests use it to see the engine recover. Everything else is equal.
 */
export default defineConfig(({ mode }) => {
  const hooks = mode === "test-hooks";
  return {
    root,
    // Relative addresses: the folder works from any host and any sub-path.
    base: "./",
    plugins: [formulas(), lessons(root), pages(root)],
    resolve: { alias: hooks ? testHooksAlias() : [] },
    // A worker is one file, which can run from a blob: there a browser finds nothing by a relative address.
    worker: { format: "es", rolldownOptions: { output: { codeSplitting: false } } },
    build: {
      target: "es2022",
      outDir: hooks ? "dist-test-hooks" : "dist",
      emptyOutDir: true,
      // A data: URL would be refused by the Content-Security-Policy, and wasm streams from a file.
      assetsInlineLimit: 0,
      modulePreload: {
        // The polyfill is an inline script, which the Content-Security-Policy refuses.
        polyfill: false,
        // What an element imports later is not announced in the head of the page that embeds it.
        resolveDependencies: (_, dependencies, { hostType }) => (hostType === "html" ? dependencies : []),
      },
      reportCompressedSize: false,
      rollupOptions: {
        input: [...templates.map((page) => `${root}${page}`), ...lessonInputs(root), ...Object.keys(EMBEDS)],
        output: {
          entryFileNames: (chunk) => EMBEDS[chunk.facadeModuleId ?? ""] ?? "assets/[name]-[hash].js",
        },
      },
    },
    test: {
      include: ["src/**/*.test.ts", "plugins/**/*.test.ts", "lessons/*.test.ts"],
      environment: "node",
      // Vitest leaves a core to others, which of two is half.
      maxWorkers: "100%",
      // The longest check lays out every beat for dozens of runs: seconds, on a machine with other work.
      testTimeout: 30_000,
    },
  };
});

/** The engine's import of the wasm package, turned to the build with test hooks. */
function testHooksAlias() {
  return [{ find: /^\.\/package$/, replacement: `${root}src/testing/wasm-package.ts` }];
}
