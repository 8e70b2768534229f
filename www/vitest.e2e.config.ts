import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const installed = (name: string) => fileURLToPath(new URL(`node_modules/${name}`, import.meta.url));

/** The tests in ../tests/browser, which stand outside the folder that has the packages. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^vitest$/, replacement: installed("vitest/dist/index.js") },
      { find: /^vite$/, replacement: installed("vite/dist/node/index.js") },
      { find: /^playwright-core$/, replacement: installed("playwright-core/index.mjs") },
      { find: /^@axe-core\/playwright$/, replacement: installed("@axe-core/playwright/dist/index.mjs") },
    ],
  },
  test: {
    include: ["../tests/browser/**/*.test.ts"],
    globalSetup: "../tests/browser/support/setup.ts",
    environment: "node",
    // One browser at a time: pages that wait for each other's processor time out.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
