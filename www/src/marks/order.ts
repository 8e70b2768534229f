/** Painting order: by layer, and in the list's order within a layer. */
import type { Mark } from "./display-list";

export function inPaintingOrder(marks: readonly Mark[]): readonly Mark[] {
  const flat = marks.every((mark) => (mark.layer ?? 0) === 0);
  return flat ? marks : marks.toSorted((a, b) => (a.layer ?? 0) - (b.layer ?? 0));
}
