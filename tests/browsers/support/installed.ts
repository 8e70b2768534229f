/** The browsers that this machine has, by the places of Debian's packages and by PATH. */
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Driver } from "./driver";
import { openFirefox } from "./firefox";
import { openWebKit } from "./webkit";

export interface Installed {
  readonly name: string;
  /** Null when it is not there. */
  readonly open: (() => Promise<Driver>) | null;
  /** What to install for it. */
  readonly advice: string;
}

export function browsers(): readonly Installed[] {
  const firefox = process.env.FIREFOX ?? onPath("firefox-esr") ?? onPath("firefox");
  const driver = onPath("WebKitWebDriver");
  const mini = miniBrowser();
  const display = process.env.DISPLAY ? null : onPath("Xvfb");
  const webkit = driver !== null && mini !== null && (process.env.DISPLAY !== undefined || display !== null);
  return [
    { name: "Firefox", open: firefox === null ? null : () => openFirefox(firefox), advice: "firefox-esr" },
    { name: "WebKitGTK", open: webkit ? () => openWebKit(driver, mini, display) : null, advice: "webkit2gtk-driver and xvfb" },
  ];
}

function onPath(name: string): string | null {
  const found = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)).find(existsSync);
  return found ?? null;
}

/** It lies in the library's own folder, whose name has the machine's kind and the version. */
function miniBrowser(): string | null {
  const folders = ["/usr/lib", ...list("/usr/lib").filter((name) => name.endsWith("-linux-gnu")).map((name) => `/usr/lib/${name}`)];
  const found = folders.flatMap((folder) => list(folder).filter((name) => name.startsWith("webkit2gtk-")).map((name) => join(folder, name, "MiniBrowser"))).find(existsSync);
  return found ?? null;
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
