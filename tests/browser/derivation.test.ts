/** Every cell of every tensor of a transferred trace is derived again in the browser. No cell is exempt. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const fixture = useSite("fixture");

/** f32 against f64, relative to the size of the number, absolute below 1. */
const tolerance = 1e-5;

/** The file of the trained model that an address asks for. */
function model(address: string): string {
  return fileURLToPath(new URL(`../../www/public/model/${address.split("/").at(-1) ?? ""}`, import.meta.url));
}

describe("every cell", () => {
  it.each([
    ["eleven words, four heads", { text: "the cat sat on the mat because the mat was warm", heads: 4, kvHeads: 4, dModel: 32, causal: true, seed: 7 }],
    ["shared keys, no mask", { text: "keys open doors", heads: 8, kvHeads: 2, dModel: 16, causal: false, temperature: 2, seed: 3 }],
    ["the trained model, a head off", { text: "Anna sings.", weights: "trained" as const, layer: 1, headsOff: [3] }],
    ["heads off, emoji", { text: "🔑 opens 🚪 and 🔑 opens 📦", heads: 4, kvHeads: 1, dModel: 16, causal: true, seed: 11, headsOff: [1, 2] }],
  ])("follows from its rule: %s", async (_, request) => {
    const { page, problems, close } = await visit(browser(), fixture(), {
      waitFor: null,
      before: (page) => page.route("**/model/*", (route) => route.fulfill({ path: model(route.request().url()) })),
    });
    const outcome = await page.evaluate(async ({ request, tolerance }) => {
      const engine = await headwise.createEngine();
      const file = async (name: string) => new Uint8Array(await (await fetch(`model/${name}`)).arrayBuffer());
      if ("weights" in request) await engine.loadModel({ config: await file("config.json"), tensors: await file("model.safetensors") });
      const reader = new headwise.TraceReader(await engine.trace(request));
      const wrong: string[] = [];
      let derived = 0;
      for (const name of reader.names) {
        const tensor = reader.tensor(name);
        const derive = headwise.evaluator(reader, name);
        tensor.data.forEach((value, offset) => {
          const index = tensor.index(offset);
          const should = derive(index);
          derived += 1;
          const near = Math.abs(value - should) <= tolerance * Math.max(1, Math.abs(should));
          if (!near && !Object.is(value, should)) wrong.push(`${name}[${index.join()}]: ${value}, should be ${should}`);
        });
      }
      engine.dispose();
      const cells = reader.trace.tensors.reduce((sum, { data }) => sum + data.length, 0);
      return { wrong: wrong.slice(0, 10), derived, cells };
    }, { request, tolerance });
    expect(outcome.wrong).toEqual([]);
    expect(outcome.derived).toBe(outcome.cells);
    expect(outcome.derived).toBeGreaterThan(2000);
    expect(problems).toEqual([]);
    await close();
  });
});
