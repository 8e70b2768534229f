import { defineConfig } from "vitest/config";
import endToEnd from "./vitest.e2e.config.ts";

/** The tests in ../tests/browsers, in engines other than Chromium's. The site must have been built. */
export default defineConfig({
  resolve: endToEnd.resolve,
  // One browser at a time: some of these show themselves on the one screen there is.
  test: { include: ["../tests/browsers/*.test.ts"], environment: "node", testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
});
