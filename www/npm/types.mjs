/** The declarations: those that the entries reach, with specifiers as Node resolves them. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const emitted = at("../../target/xtask/package/types/");
const entries = ["index", "element", "scene", "playground", "map", "cost", "heads", "loader", "react", "standalone"];
const RELATIVE = /((?:from|import)\s*\(?\s*")(\.[^"]*)(")/gu;

export async function writeTypes(dir) {
  await rm(emitted, { recursive: true, force: true });
  execFileSync(process.execPath, [at("../node_modules/typescript/bin/tsc"), "-p", at("tsconfig.json")], { stdio: "inherit" });
  const queue = entries.map((name) => join(emitted, `npm/${name}.d.ts`));
  const seen = new Set(queue);
  for (const file of queue) {
    const text = (await readFile(file, "utf8")).replace(RELATIVE, (_, before, specifier, after) => {
      const found = declarationOf(resolve(dirname(file), specifier));
      if (!seen.has(found)) queue.push(found);
      seen.add(found);
      return before + slashed(relative(dirname(file), found)).replace(/\.d\.ts$/u, ".js") + after;
    });
    const globals = /npm.(element|scene|playground|map|cost|heads|loader)\.d\.ts$/u.test(file) ? 'import "./globals.js";\n' : "";
    const place = join(dir, "types", relative(emitted, file));
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, globals + text);
  }
}

function declarationOf(path) {
  const found = [`${path.replace(/\.[jt]s$/u, "")}.d.ts`, join(path, "index.d.ts")].find(existsSync);
  if (found === undefined) throw new Error(`there is no declaration for ${path}`);
  return found;
}

function slashed(path) {
  const plain = path.replaceAll("\\", "/");
  return plain.startsWith(".") ? plain : `./${plain}`;
}
