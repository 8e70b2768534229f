import { fileURLToPath } from "node:url";
import { defaultClientConditions } from "vite";
import { defineConfig } from "vitest/config";

/**
 * Two builds: the page that measures (`vite build`), and the program that opens it and reports
 * (`vite build --ssr`), which Node runs.
 */
export default defineConfig(({ isSsrBuild }) => ({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  // The engine's worker is a module, as in the site.
  worker: { format: "es" },
  // onnxruntime-web's build that leaves its WebAssembly in a file, rather than in the script.
  resolve: { conditions: ["onnxruntime-web-use-extern-wasm", ...defaultClientConditions] },
  build: {
    target: "es2022",
    outDir: "dist/page",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The peers are as large as they are.
    chunkSizeWarningLimit: isSsrBuild ? 500 : 10_000,
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
}));
