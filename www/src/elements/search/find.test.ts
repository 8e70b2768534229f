import { describe, expect, it } from "vitest";
import { find, type IndexedLesson } from "./find";

const lessons: IndexedLesson[] = [
  { name: "a", number: 1, title: "One head", sections: [{ id: "", title: "One head", text: "A head looks." }, { id: "soft", title: "A softmax", text: "Weights of a row add up to 1." }] },
  { name: "b", number: 2, title: "Caches", sections: [{ id: "grow", title: "Growth", text: `${"word ".repeat(60)}the softmax over keys (all of them)${" word".repeat(60)}` }] },
];
const ids = (query: string) => find(lessons, query).map(({ id }) => id);

describe("find", () => {
  it("needs all words, or their beginnings, and puts titles first", () => {
    expect(ids("softmax")).toEqual(["soft", "grow"]);
    expect(ids("soft row")).toEqual(["soft"]);
    expect(ids("oftmax")).toEqual([]);
  });

  it("finds nothing for nothing, and takes signs for spaces", () => {
    expect(ids("  ")).toEqual([]);
    expect(ids("keys(")).toEqual(["grow"]);
    expect(ids(".*")).toEqual([]);
  });

  it("cuts the text around the word, and marks it", () => {
    const [found] = find(lessons, "softm keys");
    expect(found?.around.join("")).toMatch(/^… .*softmax over keys.* …$/);
    expect(found?.around[1]).toBe("softmax");
    expect(found?.around.join("").length).toBeLessThan(160);
  });
});
