/** npm with webpack 5 and no configuration but its entry. */
import { describe, expect, it } from "vitest";
import webpack from "webpack";
import { useBrowser } from "../browser/support/browser";
import { serve } from "../browser/support/server";
import { pageOf, project, seeScene, write } from "./support/scene";

const browser = useBrowser();

describe("with webpack", () => {
  it("works built", async () => {
    const out = project("webpack/dist");
    await write({
      "webpack/main.js": `import "headwise/loader";\n`,
      "webpack/dist/index.html": pageOf(`<script defer src="./main.js"></script>`),
    });
    await new Promise<void>((resolve, reject) => {
      webpack({ mode: "production", context: project("webpack"), entry: "./main.js", output: { path: out }, performance: false }, (error, stats) => {
        const broken = error ?? (stats?.hasErrors() ? new Error(stats.toString("errors-only")) : null);
        if (broken) reject(broken);
        else resolve();
      });
    });
    const site = await serve(out, { policy: null, prefix: "/blog/" });
    const { problems, runsIn, close } = await seeScene(browser(), site.address);
    expect({ problems, runsIn }).toEqual({ problems: [], runsIn: "worker" });
    await close();
    await site.close();
  });
});
