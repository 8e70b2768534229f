/** npm with Vite: built with its defaults, and served by its development server. */
import { build, createServer } from "vite";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../browser/support/browser";
import { serve } from "../browser/support/server";
import { pageOf, project, seeScene, write } from "./support/scene";

const browser = useBrowser();
const page = pageOf(`<script type="module" src="./main.js"></script>`);

describe("with Vite", () => {
  it.each(["headwise/loader", "headwise/element"])("%s works built", async (specifier) => {
    await write({ "vite/index.html": page, "vite/main.js": `import "${specifier}";\n` });
    const out = project("vite/dist");
    await build({ configFile: false, root: project("vite"), base: "./", logLevel: "error", build: { outDir: out, emptyOutDir: true } });
    const site = await serve(out, { prefix: "/blog/", alsoPolicy: "img-src data:" });
    const { problems, runsIn, close } = await seeScene(browser(), site.address);
    expect({ problems, runsIn }).toEqual({ problems: [], runsIn: "worker" });
    await close();
    await site.close();
  });

  it("works in development, left out of the optimizer", async () => {
    await write({ "vite/index.html": page, "vite/main.js": `import "headwise/loader";\n` });
    const server = await createServer({
      configFile: false, root: project("vite"), logLevel: "error", cacheDir: project("vite/.cache"),
      optimizeDeps: { exclude: ["headwise"] }, server: { port: 0, host: "127.0.0.1", hmr: false, fs: { allow: [project()] } },
    });
    await server.listen();
    const { runsIn, close } = await seeScene(browser(), server.resolvedUrls?.local[0] ?? "");
    expect(runsIn).toBe("worker");
    await close();
    await server.close();
  });
});
