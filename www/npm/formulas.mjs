/** The site's plugin for formulas, which is TypeScript: Node reads it through the bundler. */
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const source = fileURLToPath(new URL("../plugins/formulas.ts", import.meta.url));
const file = fileURLToPath(new URL(`../node_modules/.headwise-formulas-${process.pid}.mjs`, import.meta.url));
const bundle = await rolldown({ input: source, external: [/^node:/, "katex"] });
await bundle.write({ file, format: "es" });
await bundle.close();

export const { formulas } = await import(file);
await rm(file);
