/** What stands in the package where the site's bundler has means of its own: addresses of files and of workers. */
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The tables of files, in place of the site's. */
const tables = {
  [at("../src/engine/files")]: "engine",
  [at("../src/engine/cost-files")]: "cost",
  [at("../src/engine/map/map-files")]: "map",
  [at("../src/elements/shared/model-files")]: "model",
  [at("../src/elements/heads/report-file")]: "report",
};

/** @param way `files`: beside the scripts. `packed`: inside of one. */
export function sourcesOf(way) {
  return {
    name: "headwise:sources",
    resolveId(source, importer) {
      const table = importer && source.startsWith(".") ? tables[resolve(dirname(importer), source)] : undefined;
      return table === undefined ? null : at(`sources/${table}-${way}.ts`);
    },
  };
}

/** `import bytes from "./file?packed"`: the file compressed by gzip, in base64. */
export function packed() {
  const query = "?packed";
  return {
    name: "headwise:packed",
    resolveId: (source, importer) => (source.endsWith(query) ? resolve(dirname(importer), source) : null),
    async load(id) {
      if (!id.endsWith(query)) return null;
      const bytes = await readFile(id.slice(0, -query.length));
      return { code: `export default ${JSON.stringify(gzipSync(bytes, { level: 9 }).toString("base64"))};`, moduleType: "js" };
    },
  };
}

/**
 * `import address from "./worker?worker&url"`.
 * @param addressOf Gives the expression of a worker's address from its name.
 */
export function workers(addressOf) {
  const query = "?worker&url";
  const prefix = "\0worker:";
  return {
    name: "headwise:workers",
    resolveId: (source) => (source.endsWith(query) ? prefix + source.slice(source.lastIndexOf("/") + 1, -query.length) : null),
    load: (id) => (id.startsWith(prefix) ? { code: `export default ${addressOf(id.slice(prefix.length))};`, moduleType: "js" } : null),
  };
}
