/** Every formula of every scene renders, and names tensors that a drawn or a trained trace has. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderFormulas } from "../../plugins/formulas";
import { loadLlama, loadTrace, loadTrained } from "./trace";

const scenes = new URL("../scenes/", import.meta.url);
const files = readdirSync(scenes, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith("formulas.json"));

describe("formulas of the scenes", () => {
  it("exist", () => {
    expect(files.length).toBeGreaterThanOrEqual(3);
  });

  it.each(files)("%s", async (path) => {
    const formulas = renderFormulas(readFileSync(new URL(path, scenes), "utf8"), path);
    const drawn = await loadTrace({ tiles: { head: 0, rows: 4, columns: 4, splits: 2 } });
    const trained = await loadTrained({ text: "The keys near the cabinet are old.", cache: { loss: true } });
    const names = new Set([...drawn.names, ...trained.names, ...(await loadLlama()).names]);
    const linked = Object.values(formulas).flatMap((math) => [...math.matchAll(/data-tensor="(\w+)"/g)].map((match) => match[1]));
    expect(linked.length).toBeGreaterThan(0);
    expect(linked.filter((name) => !names.has(name as string))).toEqual([]);
  });
});
