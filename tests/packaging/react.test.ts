/** React: types that hold an application to them, and components that draw. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { describe, expect, it } from "vitest";
import { useBrowser } from "../browser/support/browser";
import { serve } from "../browser/support/server";
import { project, seeScene, write } from "./support/scene";

const browser = useBrowser();
const tsc = fileURLToPath(new URL("../../www/node_modules/typescript/bin/tsc", import.meta.url));

const app = `import { useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import type { HeadwiseElement } from "headwise/element";
import { HeadwiseScene } from "headwise/react";

function App() {
  const scene = useRef<HeadwiseElement>(null);
  const [beat, setBeat] = useState("none");
  const [words, setWords] = useState("keys open doors");
  return <>
    <HeadwiseScene ref={scene} scene="attend" heads={2} text={words} onBeatChange={({ beat }) => setBeat(beat)} />
    <button id="step" onClick={() => scene.current?.step()}>Step</button>
    <button id="words" onClick={() => setWords("two words")}>Words</button>
    <output>{beat}</output>
  </>;
}
const root = document.createElement("div");
document.body.append(root);
createRoot(root).render(<App />);
`;
const options = {
  compilerOptions: {
    target: "es2022", module: "esnext", moduleResolution: "bundler", jsx: "react-jsx", strict: true, noEmit: true, skipLibCheck: false,
    lib: ["es2023", "dom", "dom.iterable"], types: [],
  },
  files: ["app.tsx"],
};

describe("with React", () => {
  it("has types that take an application and refuse a mistaken one", async () => {
    await write({ "react/app.tsx": app, "react/tsconfig.json": JSON.stringify(options) });
    const check = () => execFileSync(process.execPath, [tsc, "-p", project("react")], { encoding: "utf8", stdio: "pipe" });
    expect(check()).toBe("");
    await write({ "react/app.tsx": app.replace("heads={2}", 'heads="two"') });
    expect(check).toThrow();
  });

  it("draws, steps by its ref, tells events and follows props", async () => {
    await write({
      "react/app.tsx": app,
      "react/index.html": `<!doctype html><title>App</title><link rel="icon" href="data:,"><body><script type="module" src="./app.tsx"></script>`,
    });
    const out = project("react/dist");
    await build({ configFile: false, root: project("react"), base: "./", logLevel: "error", oxc: { jsx: { runtime: "automatic" } }, build: { outDir: out } });
    const site = await serve(out, { alsoPolicy: "img-src data:" });
    const { page, problems, close } = await seeScene(browser(), site.address);
    await page.locator("#step").click();
    await expect.poll(() => page.locator("output").innerText()).not.toBe("none");
    await page.locator("#words").click();
    await expect.poll(() => page.locator("headwise-scene").getAttribute("text")).toBe("two words");
    expect(problems).toEqual([]);
    await close();
    await site.close();
  });
});
