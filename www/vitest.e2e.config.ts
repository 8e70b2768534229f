import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const installed = (name: string) => fileURLToPath(new URL(`node_modules/${name}`, import.meta.url));

/** Tests that measure how long something takes: nothing may run beside them. */
const timed = ["../tests/browser/speed.test.ts", "../tests/browser/robust.test.ts", "../tests/browser/benchmark.test.ts"];

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
    environment: "node",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "timed",
          include: timed,
          globalSetup: "../tests/browser/support/setup.ts",
          fileParallelism: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "pages",
          include: ["../tests/browser/**/*.test.ts"],
          exclude: timed,
          // Most of a test is a page that plays or rests: two browsers keep two cores busy.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
