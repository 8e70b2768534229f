/**
 * Leaves the npm package, ready to pack, in www/package: run by `cargo xtask build` behind the WebAssembly
 * packages that it takes in. Arguments: the version.
 */
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bundleModules, bundleStandalone, bundleWorkers } from "./bundle.mjs";
import { writeManifest } from "./manifest.mjs";
import { writeTypes } from "./types.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = at("../package/");
/** Built aside and moved into place at the end: a run that is stopped leaves no half package. */
const aside = at("../../target/xtask/package/npm/");

/** What lies beside the scripts, by its place in the package. */
const files = {
  "scalar.wasm": "../src/engine/generated/scalar.wasm",
  "simd128.wasm": "../src/engine/generated/simd128.wasm",
  "relaxed.wasm": "../src/engine/generated/relaxed.wasm",
  "trace.wasm": "../src/engine/generated-trace/trace.wasm",
  "decode.wasm": "../src/engine/generated-decode/decode.wasm",
  "model-scalar.wasm": "../src/engine/generated-model/model-scalar.wasm",
  "model-simd128.wasm": "../src/engine/generated-model/model-simd128.wasm",
  "gpu.wasm": "../src/engine/generated-gpu/gpu.wasm",
  "cost.wasm": "../src/engine/generated-cost/cost.wasm",
  "map-scalar.wasm": "../src/engine/generated-map/map-scalar.wasm",
  "map-simd128.wasm": "../src/engine/generated-map/map-simd128.wasm",
  "map-relaxed.wasm": "../src/engine/generated-map/map-relaxed.wasm",
  "model/config.json": "../public/model/config.json",
  "model/model.safetensors": "../public/model/model.safetensors",
  "model/heads.json": "../public/model/heads.json",
  "README.md": "README.md",
  "LICENSE-APACHE": "../../LICENSE-APACHE",
  "LICENSE-MIT": "../../LICENSE-MIT",
  "types/npm/globals.d.ts": "types/globals.d.ts",
};

const [version] = process.argv.slice(2);
if (version === undefined) throw new Error("the version is missing");
await rm(aside, { recursive: true, force: true });
await mkdir(aside, { recursive: true });
await bundleWorkers(aside);
await bundleModules(aside);
await bundleStandalone(aside);
await writeTypes(aside);
await writeManifest(aside);
for (const [to, from] of Object.entries(files)) await cp(at(from), `${aside}${to}`);
const template = JSON.parse(await readFile(at("package.json"), "utf8"));
await writeFile(`${aside}package.json`, `${JSON.stringify({ ...template, version, private: undefined }, null, 2)}\n`);
await rm(target, { recursive: true, force: true });
await rename(aside, target);
