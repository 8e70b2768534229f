/** The scripts of the package. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { formulas } from "./formulas.mjs";
import { lateScenes } from "./scenes.mjs";
import { packed, sourcesOf, workers } from "./plugins.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const common = {
  tsconfig: at("../tsconfig.json"),
  external: ["react"],
  transform: { target: "es2022", define: { "import.meta.env.MODE": '"production"', "import.meta.env": "{}" } },
};

async function write(input, plugins, output) {
  const bundle = await rolldown({ ...common, input, plugins: [formulas(), ...plugins] });
  try {
    await bundle.write({ format: "es", minify: true, ...output });
  } finally {
    await bundle.close();
  }
}

/** Each in one file, so that it can run from a blob. */
export async function bundleWorkers(dir) {
  const inputs = { worker: "../src/engine/worker.ts", "gpu-worker": "../src/engine/gpu/gpu-worker.ts", "map-worker": "../src/engine/map/map-worker.ts" };
  for (const [name, path] of Object.entries(inputs)) {
    await write(at(path), [], { file: `${dir}${name}.js`, codeSplitting: false });
  }
}

/** The entries, and what they share or import later. All lie side by side: modules find wasm by `./`. */
export async function bundleModules(dir) {
  const entries = ["index", "element", "scene", "playground", "map", "cost", "heads", "loader", "react"];
  const input = Object.fromEntries(entries.map((name) => [name, at(`${name}.ts`)]));
  // A scene's modules in one file: cut up by what other elements share with it, they compress worse by 3 KB.
  let together = new Set();
  const choosing = { name: "headwise:together", buildEnd() { together = ofScenes(this, input); } };
  const plugins = [lateScenes(), sourcesOf("files"), workers((name) => `new URL("./${name}.js", import.meta.url).href`), choosing];
  await write(input, plugins, {
    dir, entryFileNames: "[name].js", chunkFileNames: "part-[name]-[hash].js",
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: "scene", test: (id) => together.has(id) }] },
  });
}

/** What a scene imports at once. The engine, with what it loads later, and the React components run where there are no elements. */
function ofScenes(graph, { scene, index, react }) {
  const elsewhere = new Set([...imported(graph, index, { late: true }), ...imported(graph, react)]);
  return new Set([...imported(graph, scene)].filter((id) => id !== scene && !elsewhere.has(id)));
}

/** The modules that one imports, and those that they import, and itself. */
function imported(graph, entry, { late = false } = {}) {
  const seen = new Set([entry]);
  for (const id of seen) {
    const { importedIds = [], dynamicallyImportedIds = [] } = graph.getModuleInfo(id) ?? {};
    for (const each of late ? [...importedIds, ...dynamicallyImportedIds] : importedIds) seen.add(each);
  }
  return seen;
}

/** Everything in one file: modules, model and the worker's script inside. */
export async function bundleStandalone(dir) {
  const scripts = { worker: await readFile(`${dir}worker.js`, "utf8") };
  const blob = (name) => (name in scripts
    ? `URL.createObjectURL(new Blob([${JSON.stringify(scripts[name])}], { type: "text/javascript" }))`
    : '""');
  await write(at("standalone.ts"), [sourcesOf("packed"), packed(), workers(blob)], { file: `${dir}standalone.js`, codeSplitting: false });
}
