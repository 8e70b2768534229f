import { defineConfig } from "vitest/config";
import endToEnd from "./vitest.e2e.config.ts";

/** The tests in ../tests/browsers, in engines other than Chromium's. The site must have been built. */
export default defineConfig({ ...endToEnd, test: { ...endToEnd.test, include: ["../tests/browsers/*.test.ts"], globalSetup: [] } });
