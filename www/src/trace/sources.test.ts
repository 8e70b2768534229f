import { describe, expect, it } from "vitest";
import { add, constant, equal, input, lookup, multiply, negativeInfinity, read, sum, tensor, withRule } from "../testing/rules";
import { sources, sourcesOf } from "./sources";

const given = { vars: ["i", "d"], body: input };
const q = tensor("q", "Q", "query", { token: 2, dim: 3 }, given, [1, 2, 3, 4, 5, 6]);
const k = tensor("k", "K", "key", { token: 2, dim: 3 }, given, [1, 1, 1, 0, 0, 0]);
const visible = tensor("visible", "M", "mask", { query: 2, key: 2 }, { vars: ["i", "j"], body: input }, [1, 0, 1, 1]);
const words = tensor("words", "w", "mask", { token: 2 }, { vars: ["i"], body: input }, [1, 0]);

describe("sources", () => {
  it("gives both rows of a contraction", () => {
    const reader = withRule({ i: 2, j: 2 }, sum("d", 3, multiply(read("q", "i", "d"), read("k", "j", "d"))), [q, k]);
    expect(sources(reader, "t", [1, 0])).toEqual([
      { tensor: "q", cells: [3, 4, 5] },
      { tensor: "k", cells: [0, 1, 2] },
    ]);
  });

  it("gives those of several cells together, and none where they are too many", () => {
    const reader = withRule({ i: 2, j: 2 }, sum("d", 3, multiply(read("q", "i", "d"), read("k", "j", "d"))), [q, k]);
    expect(sourcesOf(reader, { tensor: "t", cells: [0, 2] }, 12)).toEqual([
      { tensor: "q", cells: [0, 1, 2, 3, 4, 5] },
      { tensor: "k", cells: [0, 1, 2] },
    ]);
    expect(sourcesOf(reader, { tensor: "t", cells: [0, 2, 3] }, 11)).toBeNull();
  });

  it("gives the condition and the branch that holds, not the other", () => {
    const body = equal(read("visible", "i", "j"), constant(1), read("q", "i", "j"), negativeInfinity);
    const reader = withRule({ i: 2, j: 2 }, body, [q, visible]);
    expect(sources(reader, "t", [0, 0]).map((set) => set.tensor)).toEqual(["visible", "q"]);
    expect(sources(reader, "t", [0, 1])).toEqual([{ tensor: "visible", cells: [1] }]);
  });

  it("gives the cell of a table that chose the place", () => {
    const reader = withRule({ i: 2, j: 3 }, read("q", lookup("words", "i"), "j"), [q, words]);
    expect(sources(reader, "t", [0, 2])).toEqual([
      { tensor: "words", cells: [0] },
      { tensor: "q", cells: [5] },
    ]);
  });

  it("names a cell once, offsets ascending", () => {
    const reader = withRule({ i: 1, j: 1 }, add(read("q", 1, 0), read("q", 0, 1), read("q", 1, 0)), [q]);
    expect(sources(reader, "t", [0, 0])).toEqual([{ tensor: "q", cells: [1, 3] }]);
  });

  it("gives nothing for a given cell", () => {
    expect(sources(withRule({}, constant(1), [q]), "q", [0, 0])).toEqual([]);
  });
});
