import type { UserConfig } from "vite";

export default {
  base: "./",
  // The engine's worker is a module, as in the site.
  worker: { format: "es" },
  build: {
    target: "es2022",
    outDir: "../../../target/xtask/engine-page",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
} satisfies UserConfig;
