/** The NumPy and PyTorch code of the lessons computes what the engine does. Where a library is missing its blocks are skipped, by name. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { CheckedCode } from "../plugins/lessons/code";
import { evidenceOf, lessons, sceneOf } from "../src/testing/lessons";
import type { TraceReader } from "../src/trace/reader";

/** PYTHON names another interpreter, such as that of a virtual environment. */
const python = process.env.PYTHON ?? "python3";
const runner = fileURLToPath(new URL("run.py", import.meta.url));
const has = (library: string): boolean => spawnSync(python, ["-c", `import ${library}`]).status === 0;
const present = { numpy: has("numpy"), torch: has("torch") };

/** The engine computes in f32, the code in f64. */
const tolerance = 1e-4;

/** Shape and cells, row-major. -Infinity has no JSON, and no lesson's code is given any. */
type Array = readonly [shape: readonly number[], cells: readonly number[]];

describe.each(lessons.map((lesson) => [lesson.name, lesson] as const))("lesson %s", (_, lesson) => {
  const blocks = lesson.code.map((block, at) => [`block ${at + 1} in ${block.language}`, block] as const);
  for (const [name, block] of blocks) {
    it.skipIf(!present[block.language])(`${name}${present[block.language] ? "" : ` (${python} has no ${block.language})`}`, async () => {
      const { trace } = await evidenceOf(sceneOf(lesson, block.scene));
      compare(run(block, trace), block, trace);
    });
  }
});

it("refuses code that computes something else", async () => {
  const [lesson] = lessons;
  const block = lesson?.code[0];
  if (lesson === undefined || block === undefined) throw new Error("there is no code in the first lesson");
  const { trace } = await evidenceOf(sceneOf(lesson, block.scene));
  const given = Object.entries(block.gives).map(([name, tensor]) => [name, arrayOf(trace, tensor)] as const);
  const wrong = given.map(([name, [shape, cells]]) => [name, [shape, cells.map((cell) => cell + 0.01)]] as const);
  compare(Object.fromEntries(given), block, trace);
  expect(() => compare(Object.fromEntries(wrong), block, trace)).toThrow();
});

function run({ language, code, given, gives }: CheckedCode, trace: TraceReader): Readonly<Record<string, Array>> {
  const arrays = Object.fromEntries(Object.entries(given).map(([name, tensor]) => [name, arrayOf(trace, tensor)]));
  const input = JSON.stringify({ library: language, code, given: arrays, gives: Object.keys(gives) });
  const { status, stdout, stderr } = spawnSync(python, [runner], { input, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Readonly<Record<string, Array>>;
}

function compare(found: Readonly<Record<string, Array>>, { gives }: CheckedCode, trace: TraceReader): void {
  for (const [name, tensor] of Object.entries(gives)) {
    const [shape, cells] = found[name] ?? [[], []];
    const [expectedShape, expected] = arrayOf(trace, tensor);
    expect(shape, name).toEqual(expectedShape);
    const worst = cells.reduce((most, cell, at) => Math.max(most, Math.abs(cell - (expected[at] ?? NaN)) / (1 + Math.abs(expected[at] ?? 0))), 0);
    expect(worst, `${name} against ${tensor}`).toBeLessThan(tolerance);
  }
}

/** `x`, or `weights[0]` for a part along the first axes; a fact of the trace is an array without axes. */
function arrayOf(trace: TraceReader, written: string): Array {
  const [name = "", ...places] = written.split(/[[\]]+/).filter((part) => part !== "");
  if (!trace.has(name)) return [[], [trace.fact(name)]];
  const { shape, data } = trace.tensor(name);
  const rest = shape.slice(places.length);
  const size = rest.reduce((product, extent) => product * extent, 1);
  const start = places.reduce((offset, place, axis) => offset + Number(place) * shape.slice(axis + 1).reduce((product, extent) => product * extent, 1), 0);
  return [rest, [...data.subarray(start, start + size)]];
}
