/** The engine in Node, from the installed package, without flags. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { project, write } from "./support/scene";

const program = `
import { AttentionError, createEngine } from "headwise";
const engine = await createEngine();
const { out } = await engine.attention({ q: Float32Array.of(1, 0), k: Float32Array.of(0, 0, 0, 0), v: Float32Array.of(1, 3), heads: 1, qLen: 1, kvLen: 2, headDim: 2, valueDim: 1 });
const trace = await engine.trace({ text: "keys open doors", heads: 2, dModel: 16 });
const code = await engine.attention({ q: new Float32Array(3), k: new Float32Array(4), v: new Float32Array(4), heads: 1, qLen: 1, headDim: 4 })
  .catch((error) => error instanceof AttentionError && error.code);
console.log(JSON.stringify({ out: [...out], info: engine.info, tokens: trace.tokens, code }));
engine.dispose();
`;

describe("in Node", () => {
  it("computes attention and traces, and refuses wrong shapes", async () => {
    await write({ "engine.mjs": program });
    const told = JSON.parse(execFileSync(process.execPath, [project("engine.mjs")], { encoding: "utf8" })) as Record<string, unknown>;
    // Equal scores: the mean of the two values.
    expect(told).toMatchObject({ out: [2], tokens: ["keys", "open", "doors"], info: { backend: "cpu", runsIn: "main thread" }, code: "shape-mismatch" });
  });

  it("imports the React components, as a server does that renders them", async () => {
    const rendering = `import { createElement } from "react"; import { renderToString } from "react-dom/server"; import { HeadwiseScene } from "headwise/react";
      console.log(renderToString(createElement(HeadwiseScene, { scene: "attend", heads: 2, text: "keys", hide: "speed" }, "words")));`;
    await write({ "render.mjs": rendering });
    const html = execFileSync(process.execPath, [project("render.mjs")], { encoding: "utf8" });
    expect(html.trim()).toBe('<headwise-scene hide="speed" text="keys" heads="2" scene="attend">words</headwise-scene>');
  });
});
