/** Before all tests: the site must have been built; the two builds that only tests need are made here. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { formulas } from "../../../www/plugins/formulas";
import { folders } from "./sites";

const www = fileURLToPath(new URL("../../../www/", import.meta.url));
const fixture = fileURLToPath(new URL("../fixture/", import.meta.url));

export async function setup(): Promise<void> {
  if (!existsSync(folders.site)) throw new Error("there is no www/dist: run `cargo xtask build` first");
  // Vitest says "test" here, and packages would be taken in their development builds.
  process.env.NODE_ENV = "production";
  await build({ configFile: `${www}vite.config.ts`, mode: "test-hooks", logLevel: "warn" });
  // As the site's scripts: what an element imports later is not announced in the page around it.
  const modulePreload = { polyfill: false, resolveDependencies: () => [] };
  await build({
    configFile: false,
    root: fixture,
    base: "./",
    logLevel: "warn",
    plugins: [formulas()],
    worker: { format: "es" },
    build: { target: "es2022", outDir: folders.fixture, emptyOutDir: true, assetsInlineLimit: 0, modulePreload },
  });
}
