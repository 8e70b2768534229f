/** The custom-elements manifest, from which editors know tags, attributes, events and parts. */
import { execFileSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const www = fileURLToPath(new URL("..", import.meta.url));
const analyzer = join(www, "node_modules/@custom-elements-manifest/analyzer/cem.js");
const sources = ["scene/scene", "playground/playground", "map/map", "cost/cost", "heads/heads", "shared/host"].map((name) => `src/elements/${name}.ts`);
/** The script of the package that defines each tag. */
const scripts = {
  "headwise-scene": "scene.js",
  "headwise-playground": "playground.js",
  "headwise-map": "map.js",
  "headwise-cost": "cost.js",
  "headwise-heads": "heads.js",
};

export async function writeManifest(dir) {
  const folder = "package-manifest";
  execFileSync(process.execPath, [analyzer, "analyze", "--litelement", "--quiet", "--outdir", folder, "--globs", ...sources], { cwd: www, stdio: "inherit" });
  const { modules, ...rest } = JSON.parse(await readFile(join(www, folder, "custom-elements.json"), "utf8"));
  await rm(join(www, folder), { recursive: true });
  const published = modules.flatMap(({ declarations }) => declarations.filter(({ tagName }) => tagName in scripts).map(elementOf));
  if (published.length !== Object.keys(scripts).length) throw new Error("the manifest lacks an element");
  await writeFile(join(dir, "custom-elements.json"), `${JSON.stringify({ ...rest, modules: published }, null, 2)}\n`);
}

/** What is public of a declaration, in the script that an embedder loads. */
function elementOf({ members = [], attributes = [], ...declaration }) {
  const path = scripts[declaration.tagName];
  const own = members.filter(({ name, privacy }) => (privacy ?? "public") === "public" && !/^(render|connectedCallback|disconnectedCallback|attributeChangedCallback|_|on[A-Z])/u.test(name));
  const module = { kind: "javascript-module", path };
  return {
    ...module,
    declarations: [{ ...declaration, attributes, members: own.map((member) => ({ ...member, inheritedFrom: undefined })) }],
    exports: [
      { kind: "js", name: declaration.name, declaration: { name: declaration.name, module: path } },
      { kind: "custom-element-definition", name: declaration.tagName, declaration: { name: declaration.name, module: path } },
    ],
  };
}
