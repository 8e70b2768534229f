import { expect, it, vi } from "vitest";
import { outlineOf } from "../../scenes/outline";
import type { Scene } from "../../scenes/scene";
import { Library } from "./library";

const drawn: Scene = {
  id: "late", title: "Late",
  beats: [{ id: "one", title: "One", formula: null, caption: () => ["Words."], keyframes: () => [] }],
};

function libraryOf(load: () => Promise<Scene>) {
  const outline = outlineOf({ id: "late", title: "Late", story: [["one", "One"]], load });
  return { outline, library: new Library([outline]) };
}

it("puts a scene in the place of its outline, fetched once for all who ask", async () => {
  const load = vi.fn(() => Promise.resolve(drawn));
  const { outline, library } = libraryOf(load);
  const changed = vi.fn();
  library.addEventListener("change", changed);
  expect(library.scenes[0]?.beats.map(({ id, title }) => [id, title])).toEqual([["one", "One"]]);
  await Promise.all([library.load(outline), library.load(outline)]);
  expect(library.scenes).toEqual([drawn]);
  expect([load.mock.calls.length, changed.mock.calls.length]).toEqual([1, 1]);
});

it("leaves scenes alone that are there", async () => {
  const library = new Library([drawn]);
  await library.load(drawn);
  expect(library.scenes).toEqual([drawn]);
});

it("keeps the outline of a scene that could not be fetched, and asks again when asked to", async () => {
  const load = vi.fn<() => Promise<Scene>>().mockRejectedValueOnce(new Error("offline")).mockResolvedValue(drawn);
  const { outline, library } = libraryOf(load);
  await library.load(outline);
  expect([library.scenes[0], library.hasFailed(outline)]).toEqual([outline, true]);
  await library.load(outline);
  expect([library.scenes[0], library.hasFailed(outline)]).toEqual([drawn, false]);
});
