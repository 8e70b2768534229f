import { expect, it } from "vitest";
import { loadTrace, loadTrained } from "../testing/trace";
import { nearestShown, nearestSources } from "./nearest";
import { sources } from "./sources";

const trace = await loadTrace({ text: "the keys to the cabinet", heads: 2, dModel: 8 });
const cell = [1, 3, 2];

it("is the sources themselves where they are shown", () => {
  const all = new Set(trace.names);
  expect(nearestSources(trace, "scores", cell, all)).toEqual(sources(trace, "scores", cell));
});

it("reaches through what is not shown: a weight lights the row of masked scores it came from", () => {
  const row = [0, 1, 2, 3, 4].map((key) => trace.tensor("masked").offset([1, 3, key]));
  expect(nearestSources(trace, "weights", cell, new Set(["weights", "masked"]))).toEqual([{ tensor: "masked", cells: row }]);
});

it("stops at the first that is shown on each way", () => {
  const lit = nearestSources(trace, "weights", cell, new Set(["exponentials", "masked", "scores"]));
  expect(lit.map(({ tensor }) => tensor)).toEqual(["exponentials"]);
});

it("is the direct sources where nothing on the way is shown, and nothing for a given cell", () => {
  expect(nearestSources(trace, "weights", cell, new Set())).toEqual(sources(trace, "weights", cell));
  expect(nearestSources(trace, "gate", [0], new Set(["x"]))).toEqual([]);
});

it("follows a copy however large: the heads of the longest text light the matrix that they are cut from", async () => {
  const long = await loadTrained({ text: Array.from({ length: 64 }, () => "key").join(" "), layer: 1, headsOff: [] });
  const cells = [...long.tensor("qHeads").data.keys()];
  const lit = nearestShown(long, { tensor: "qHeads", cells }, new Set(["q"]));
  expect(lit).toEqual([{ tensor: "q", cells }]);
});
