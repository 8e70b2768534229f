import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const installed = (name: string) => fileURLToPath(new URL(`node_modules/${name}`, import.meta.url));

/** The tests in ../tests/packaging, of the package as others install it. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^vitest$/, replacement: installed("vitest/dist/index.js") },
      { find: /^vite$/, replacement: installed("vite/dist/node/index.js") },
      { find: /^playwright-core$/, replacement: installed("playwright-core/index.mjs") },
    ],
  },
  test: {
    include: ["../tests/packaging/*.test.ts"],
    globalSetup: "../tests/packaging/support/setup.ts",
    environment: "node",
    // Each works in a folder of its own, and most of them wait: for a bundler, for a browser.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
