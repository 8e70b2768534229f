import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The engine without a page, as an application bundles it: for the measurement of what it transfers. */
export default defineConfig({
  root: here("."),
  base: "./",
  publicDir: false,
  worker: { format: "es", rolldownOptions: { output: { codeSplitting: false } } },
  build: {
    target: "es2022",
    outDir: here("../target/xtask/engine"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      input: here("src/engine/index.ts"),
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "engine.js" },
    },
  },
});
