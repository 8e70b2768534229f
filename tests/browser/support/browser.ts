/** One Chromium for a file of tests. */
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";

const flags = [
  "--headless=new", "--no-sandbox", "--no-first-run", "--disable-quic", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** The browser named by CHROME, or Debian's. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROME ?? "/usr/bin/chromium", args: flags });
}

/** A browser that lives as long as the tests of the file. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error("the browser is not there before the first test");
    return browser;
  };
}
