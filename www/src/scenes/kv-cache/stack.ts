/** Every layer's and key head's K and V, small: what the cache really is. */
import type { Mark, Rect } from "../../marks/display-list";
import { box, grid, label } from "../shared/marks";
import { around, bandsIn, blocksIn, grown, rect } from "../shared/rects";
import { rowsHeld, scaleOf, type Cache, type Half } from "./cache";

/** Where each layer's and head's K and V stand. */
export type Stack = readonly (readonly Readonly<Record<Half, Rect>>[])[];

/** Room over each layer for its name, and how far the middle of the name stands above the rows: clear of the frame around them. */
const NAME = 20;
const NAME_RISE = 13;

/** Layers under each other, heads side by side, each as high as `largest` at most. */
export function stackIn({ layers, sizes }: Cache, area: Rect, largest = Number.POSITIVE_INFINITY): Stack {
  const height = Math.min(area.height / layers, largest + NAME);
  const used = rect(area.x, area.y, area.width, height * layers);
  const gap = Math.min(12, (0.25 * area.width) / sizes.g);
  return blocksIn(used, layers, 0).map((layer) => {
    const rows = rect(layer.x, layer.y + NAME, layer.width, layer.height - NAME - 4);
    return bandsIn(rows, sizes.g, gap).map((head) => halves(head));
  });
}

function halves(head: Rect): Readonly<Record<Half, Rect>> {
  const inner = 0.46 * head.width;
  return { keys: rect(head.x, head.y, inner, head.height), values: rect(head.x + head.width - inner, head.y, inner, head.height) };
}

/** Where the followed head's K and V stand: as objects of their own on the desk, or here among the others. */
export interface StackOptions {
  readonly followed?: "elsewhere" | "here";
}

/** How far the followed head steps back in the stack while it stands large elsewhere. */
const COPY_DIM = 0.7;

/** All heads of the stack with so many tokens in them, the followed one framed: dimmed where it stands large elsewhere. */
export function stackMarks(cache: Cache, stack: Stack, tokens: number, { followed = "elsewhere" }: StackOptions = {}): readonly Mark[] {
  return stack.flatMap((heads, layer) => [
    layerName(cache, heads.map(({ keys }) => keys), layer),
    ...heads.flatMap((places, kvHead) => {
      if (layer !== cache.layer || kvHead !== cache.group) return halvesOf(cache, places, layer, kvHead, tokens);
      const frame = box("followed", grown(around([places.keys, places.values]), 2));
      return [...(followed === "here" ? halvesOf(cache, places, layer, kvHead, tokens) : copyOf(cache, places, tokens)), frame];
    }),
  ]);
}

/** The followed head's K and V once more, small and dimmed, so that its place in the stack is not taken for an empty cache. */
function copyOf(cache: Cache, places: Readonly<Record<Half, Rect>>, tokens: number): readonly Mark[] {
  return halvesOf(cache, places, cache.layer, cache.group, tokens).map((mark) => ({ ...mark, id: `copy:${mark.id}`, dim: COPY_DIM }));
}

/** K and V of one head of one layer. The followed head's are the same objects as on the desk. */
function halvesOf(cache: Cache, places: Readonly<Record<Half, Rect>>, layer: number, kvHead: number, tokens: number): readonly Mark[] {
  return (["keys", "values"] as const).map((half) =>
    grid(`${half}:${layer}:${kvHead}`, rowsHeld(cache, half, layer, kvHead), scaleOf(cache, half), places[half], { reveal: tokens / cache.rows }),
  );
}

function layerName({ layers, room }: Cache, places: readonly Rect[], layer: number): Mark {
  const first = places[0] ?? rect(0, 0, 0, 0);
  const text = layers === 1 ? "every key head" : `layer ${layer + 1}`;
  return label(`layer:${layer}`, first.x, first.y - NAME_RISE, room.tall && layers === 1 ? "key heads" : text, { size: "small", hue: "muted" });
}
