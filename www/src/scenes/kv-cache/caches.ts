/** K and V of the followed head on the desk, with so many tokens in them, and how many bytes all heads hold. */
import type { Mark, Rect } from "../../marks/display-list";
import { box, grid, label } from "../shared/marks";
import { counted, number } from "../shared/numbers";
import { rowsIn } from "../shared/rects";
import { shapeText } from "../shared/sizes";
import { bytesHeld, rowHeld, rowsHeld, scaleOf, type Cache, type Half } from "./cache";
import type { Desk } from "./desk";
import { stackIn, stackMarks } from "./stack";

/** The halves with their slots, the empty ones too. `named`: words that already stand beside rows, when not all in the cache. */
export function cachesOn(cache: Cache, desk: Desk, tokens: number, named = tokens): readonly Mark[] {
  const { words, rows, sizes, layer, group } = cache;
  const rowLabels = words.map((word, row) => (row < named ? word : ""));
  return (["keys", "values"] as const).map((half) =>
    grid(`${half}:${layer}:${group}`, rowsHeld(cache, half, layer, group), scaleOf(cache, half), desk[half], {
      title: half === "keys" ? "K" : "V",
      shape: shapeText(tokens, sizes.dim),
      reveal: tokens / rows,
      ...(half === "keys" ? { rowLabels } : {}),
    }),
  );
}

/** A frame around one token's row in K and in V. */
export function slotsOf({ rows }: Cache, desk: Desk, token: number, dashed = false): readonly Mark[] {
  return (["keys", "values"] as const).map((half) => box(`slot:${half}`, rowsIn(desk[half], rows, token), { dashed }));
}

/** One token's new row of K or V, on its way. */
export function newRow(cache: Cache, half: Half, token: number, area: Rect, named: boolean): Mark {
  return grid(`${half}:new`, rowHeld(cache, half, token), scaleOf(cache, half), area, {
    layer: 2,
    ...(named ? { title: half === "keys" ? "k" : "v" } : {}),
  });
}

/** In the panel of a wide sheet: the bytes that are held, over the stack of all layers and heads. */
export function panelMarks(cache: Cache, desk: Desk, tokens: number): readonly Mark[] {
  const { panel } = desk;
  if (panel === null || cache.room.tall) return [];
  const bytes = bytesMarks(cache, panel.head, tokens);
  // The only head stands beside already.
  if (cache.layers * cache.sizes.g === 1) return bytes;
  return [...bytes, ...stackMarks(cache, stackIn(cache, panel.body, 2.2 * panel.body.width / cache.sizes.g), tokens)];
}

function bytesMarks(cache: Cache, area: Rect, tokens: number): readonly Mark[] {
  const { layers, sizes } = cache;
  const heads = layers === 1 ? counted(sizes.g, "key head") : `${layers} layers × ${counted(sizes.g, "key head")}`;
  return [
    label("held:name", area.x, area.y + 6, "the cache holds", { size: "small", hue: "muted" }),
    label("held:bytes", area.x, area.y + 32, `${number(bytesHeld(cache, tokens))} bytes`, { size: "large" }),
    label("held:of", area.x, area.y + 58, `${counted(tokens, "token")} × ${heads}`, { size: "small", hue: "muted" }),
  ];
}
