/** The folders that are tested, each behind a strict server for the tests of one file. */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import { serve, type ServeOptions, type Site } from "./server";

const www = new URL("../../../www/", import.meta.url);

export const folders = {
  /** What is published; a build in another folder by the variable. */
  site: process.env.HEADWISE_SITE ?? fileURLToPath(new URL("dist/", www)),
  /** The same on an engine that can be made to panic. */
  testHooks: fileURLToPath(new URL("dist-test-hooks/", www)),
  /** Elements and modules for tests that need more than the page shows. */
  fixture: fileURLToPath(new URL("dist-fixture/", www)),
} as const;

export function useSite(folder: keyof typeof folders = "site", options?: ServeOptions): () => string {
  let site: Site | undefined;
  beforeAll(async () => {
    site = await serve(folders[folder], options);
  });
  afterAll(() => site?.close());
  return () => {
    if (site === undefined) throw new Error("the site is not there before the first test");
    return site.address;
  };
}
