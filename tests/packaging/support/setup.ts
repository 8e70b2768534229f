/** Before all tests: packs the package, and installs the tarball in a project of its own, as a user would. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const packageFolder = fileURLToPath(new URL("../../../www/package/", import.meta.url));
const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));
/** What the project has beside the package. */
const beside = ["react", "react-dom", "scheduler", "@types/react", "@types/react-dom", "csstype"];

declare module "vitest" {
  export interface ProvidedContext {
    tarball: string;
    project: string;
  }
}

/** What Vitest gives to a global setup, as far as it is used. */
interface Vitest {
  provide(name: "tarball" | "project", path: string): void;
}

export async function setup({ provide }: Vitest): Promise<() => Promise<void>> {
  if (!existsSync(`${packageFolder}package.json`)) throw new Error("there is no www/package: run `cargo xtask build` first");
  const folder = await mkdtemp(join(tmpdir(), "headwise-packaging-"));
  const [{ filename }] = JSON.parse(npm(packageFolder, "pack", "--json", "--pack-destination", folder)) as [{ filename: string }];
  const tarball = join(folder, filename);
  const project = join(folder, "project");
  await mkdir(join(project, "node_modules/@types"), { recursive: true });
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "project", private: true, type: "module" }));
  npm(project, "install", "--offline", "--no-audit", "--no-fund", "--legacy-peer-deps", tarball);
  await mkdir(join(project, "node_modules/@types"), { recursive: true });
  for (const name of beside) await symlink(join(modules, name), join(project, "node_modules", name));
  provide("tarball", tarball);
  provide("project", project);
  return () => rm(folder, { recursive: true });
}

function npm(cwd: string, ...command: string[]): string {
  return execFileSync("npm", command, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
