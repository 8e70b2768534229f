/** A plain module script from another origin, without a bundler: under no policy, and under strict ones. */
import { describe, expect, it } from "vitest";
import { useBrowser } from "../browser/support/browser";
import { serve } from "../browser/support/server";
import { pageOf, project, seeScene, write } from "./support/scene";

const browser = useBrowser();

/** The page on an origin of its own, the package on another. */
async function crossOrigin(script: string, policy: (origin: string) => string | null) {
  const cdn = await serve(project("node_modules/headwise"), { policy: null });
  await write({ "host/index.html": pageOf(`<script type="module" src="${cdn.address}${script}"></script>`) });
  const host = await serve(project("host"), { policy: policy(new URL(cdn.address).origin) });
  const seen = await seeScene(browser(), host.address);
  return {
    ...seen,
    // To fetch the package from its origin is what the page asked for.
    problems: seen.problems.filter((problem) => !problem.startsWith(`request to ${cdn.address}`)),
    close: async () => {
      await seen.close();
      await cdn.close();
      await host.close();
    },
  };
}

const strict = (origin: string, workers: string) => [
  "default-src 'none'", `script-src ${origin} 'wasm-unsafe-eval'`, `connect-src ${origin}`, `worker-src ${workers}`, "img-src data:",
  "require-trusted-types-for 'script'", "trusted-types lit-html headwise-worker",
].join("; ");

describe("a script from another origin", () => {
  it.each(["loader.js", "element.js"])("%s runs its worker from a blob", async (script) => {
    const { problems, runsIn, page, close } = await crossOrigin(script, () => null);
    expect({ problems, runsIn }).toEqual({ problems: [], runsIn: "worker" });
    expect(page.workers()[0]?.url()).toMatch(/^blob:/u);
    await close();
  });

  it("runs its worker from a blob under a strict policy that allows blobs", async () => {
    const { problems, runsIn, close } = await crossOrigin("loader.js", (origin) => strict(origin, "blob:"));
    expect({ problems, runsIn }).toEqual({ problems: [], runsIn: "worker" });
    await close();
  });

  it("computes on the page's thread where the policy refuses blobs, too", async () => {
    const { problems, runsIn, close } = await crossOrigin("loader.js", (origin) => strict(origin, "'none'"));
    expect(runsIn).toBe("main thread");
    // The browser itself reports the refusal.
    expect(problems.filter((problem) => !/worker-src|Content Security Policy/u.test(problem))).toEqual([]);
    await close();
  });
});
