// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { ReportDetail } from "../events/report";
import { allInside, heard, inside, mount, rendered, textOf } from "../testing/mount";
import "./speed";
import { smallReport } from "./testing/report";

describe("<headwise-speed>", () => {
  it("shows a report that it is given: every measurement in the table, in order, with its reason where it has none", async () => {
    const element = await mount("headwise-speed", { report: smallReport });
    const rows = allInside(element, "tbody tr").map((row) => [...row.children].map(textOf).join(" "));
    expect(rows).toEqual([
      "full, n = 256, d = 64",
      "Plain JavaScript 60.0 ms ±1.0 % 2.24 GFLOP/s 0.067× 2.0 × 10⁻⁷",
      "Headwise, 1 thread 4.00 ms ±1.0 % 33.6 GFLOP/s 1.0× 2.0 × 10⁻⁷",
      "Headwise, 8 threads 2.00 ms ±1.0 % 67.1 GFLOP/s 2.0× 2.0 × 10⁻⁷",
      "full, n = 1024, d = 64",
      "Plain JavaScript left out",
      "Headwise, 1 thread 50.0 ms ±1.0 % 42.9 GFLOP/s 1.0× 2.0 × 10⁻⁷",
      "Headwise, 8 threads 10.0 ms ±30 % 215 GFLOP/s 5.0× 2.0 × 10⁻⁷",
      "full, n = 2048, d = 64",
      "Headwise, 1 thread 200 ms ±1.0 % 42.9 GFLOP/s 1.0× 2.0 × 10⁻⁷",
      "Headwise, 8 threads wrong, so it has no speed 0.50",
      "decode, 1024 keys, d = 64",
      "Headwise, 1 thread 0.500 ms ±1.0 % 8.39 GB/s 1.0× 2.0 × 10⁻⁷",
    ]);
    expect(textOf(inside(element, "dl"))).toContain("Headwise, WebGPU not here: there is no adapter");
  });

  it("says why it can't run where there are no workers, and can be asked again", async () => {
    const element = await mount("headwise-speed");
    const told = heard<ReportDetail>(element, "headwise-report");
    inside<HTMLButtonElement>(element, ".primary").click();
    await rendered(element);
    expect(inside<HTMLElement & { messages: readonly string[] }>(element, "headwise-notice").messages[0]).toMatch(/^The benchmark broke off: .*needs a page that allows/u);
    expect(textOf(inside(element, ".primary"))).toBe("Run the benchmark");
    expect(told).toMatchObject([{ running: false, report: { complete: false, measurements: [] } }]);
  });

  it.each(["preset sizes", "sizes preset"])("takes cases beside a preset in any order: %s", async (order) => {
    const element = await mount("headwise-speed");
    for (const name of order.split(" ")) element.setAttribute(name, name === "preset" ? "full" : "4096");
    await rendered(element);
    const chosen = allInside<HTMLInputElement>(element, "fieldset input").filter(({ checked }) => checked);
    expect(chosen.map(({ parentElement }) => textOf(parentElement))).toEqual(["Full", "Causal", "Decode", "4096", "64", "128"]);
  });

  it("takes attributes, now and later, and keeps one of each kind of case", async () => {
    const element = await mount("headwise-speed");
    element.setAttribute("sizes", "256");
    element.setAttribute("metric", "time");
    await rendered(element);
    const boxes = allInside<HTMLInputElement>(element, "fieldset:nth-of-type(2) input");
    expect(boxes.map(({ checked }) => checked)).toEqual([true, false, false, false, false]);
    expect(boxes.map(({ disabled }) => disabled)).toEqual([true, false, false, false, false]);
    boxes[2]?.click();
    await rendered(element);
    expect(boxes.map(({ checked }) => checked)).toEqual([true, false, true, false, false]);
    expect(boxes[0]?.disabled).toBe(false);
  });
});
