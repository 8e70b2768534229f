import { expect, it } from "vitest";
import { listed } from "./words";

it.each([
  [[], ""],
  [["zebra"], "“zebra”"],
  [["a", "b", "c", "d"], "“a”, “b”, “c”, “d”"],
  [["a", "b", "c", "d", "e", "f"], "“a”, “b”, “c”, “d” and 2 more"],
  [["x".repeat(25)], `“${"x".repeat(24)}…”`],
  [["🦓".repeat(24)], `“${"🦓".repeat(24)}”`],
])("names %j as %s", (words, sentence) => {
  expect(listed(words)).toBe(sentence);
});
