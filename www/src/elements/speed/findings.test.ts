import { describe, expect, it } from "vitest";
import { doubts, findings } from "./findings";
import { panelsOf } from "./series";
import { measurement, smallReport } from "./testing/report";

describe("what a run says", () => {
  it("compares neighbours at the largest size they have in common, and nothing that is wrong", () => {
    expect(findings(smallReport)).toEqual([
      "At n = 256, d = 64, Headwise on 1 thread is 15 times as fast as plain JavaScript.",
      "At n = 1024, d = 64, Headwise on 8 threads is 5.0 times as fast as Headwise on 1 thread.",
    ]);
  });

  it("says which is faster, whichever that is", () => {
    const measurements = [measurement("cpu", 256, 10), measurement("webgpu", 256, 20)];
    expect(findings({ ...smallReport, measurements })).toEqual(["At n = 256, d = 64, Headwise on 8 threads is 2.0 times as fast as Headwise on WebGPU."]);
    const equal = [measurement("cpu", 256, 10), measurement("cpu-1", 256, 10.2)];
    expect(findings({ ...smallReport, measurements: equal })[0]).toMatch(/are equally fast/u);
  });

  it("has no doubts of a steady run", () => {
    expect(doubts({ ...smallReport, measurements: [measurement("cpu", 256, 10)] })).toEqual([]);
  });

  it("doubts what scatters, what is wrong, what was hidden and what only stands in for a GPU", () => {
    const measurements = [measurement("cpu", 256, 10, { scatter: 0.2 }), measurement("cpu-1", 256, 10, { status: "wrong" })];
    const entrants = [{ id: "webgpu", details: "SwiftShader", available: true, emulated: true } as const];
    const machine = { browser: "", system: "", processors: 2, entrants };
    const found = doubts({ ...smallReport, measurements, machine, hidden: true }).join("\n");
    for (const pattern of [/^1 of 2 results differ/mu, /scatter by more than 15 %/u, /out of sight/u, /\(SwiftShader\) is software/u]) expect(found).toMatch(pattern);
  });
});

describe("the lines of the plot", () => {
  it("have the points of each contestant in order, without the wrong one", () => {
    const [full, causal, decode] = panelsOf(smallReport, "time");
    const lines = full?.series.map(({ id, points }) => [id, points.map(({ x, y }) => [x, y])]);
    expect(lines).toEqual([["javascript", [[256, 60]]], ["cpu-1", [[256, 4], [1024, 50], [2048, 200]]], ["cpu", [[256, 2], [1024, 10]]]]);
    expect(causal?.series).toEqual([]);
    expect(decode?.series[0]?.points[0]).toMatchObject({ x: 1024, y: 0.5 });
  });

  it("show rates in the unit of their kind", () => {
    const [full, , decode] = panelsOf(smallReport, "rate");
    expect(full?.series[1]?.points[0]?.y).toBeCloseTo((4 * 256 ** 2 * 64 * 8) / 4e6, 9);
    expect(decode?.series[0]?.points[0]?.y).toBeCloseTo((2 * 8 * 1024 * 64 * 4) / 0.5e6, 9);
  });
});
