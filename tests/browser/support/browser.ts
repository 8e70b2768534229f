/** One Chromium for a file of tests. */
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
// The last are what the driver itself switches off, which ours would switch on again, and pages of the address
// line that take more time than ours.
import flags from "../../chromium-flags.json";

/** Flags for a WebGPU adapter that is emulated on the CPU. Without them there is none. */
export const emulatedGpu: readonly string[] = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** The browser named by CHROME, or Debian's. */
export function launch(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROME ?? "/usr/bin/chromium", args: [...flags, ...more] });
}

/** A browser that lives as long as the tests of the file. */
export function useBrowser(more: readonly string[] = []): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launch(more);
  });
  afterAll(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error("the browser is not there before the first test");
    return browser;
  };
}
