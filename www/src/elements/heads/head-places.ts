/** Heads by layer and place, both from 0; for people and in the address both count from 1: `2.4`. */
import type { Codec } from "../shared/fields";

export interface Place {
  readonly layer: number;
  readonly head: number;
}

export function samePlace(one: Place, other: Place): boolean {
  return one.layer === other.layer && one.head === other.head;
}

/** `2.4`. */
export function written({ layer, head }: Place): string {
  return `${layer + 1}.${head + 1}`;
}

function parsed(text: string): Place | null {
  const [, layer, head] = /^\s*(\d{1,3})\.(\d{1,3})\s*$/u.exec(text) ?? [];
  const place = { layer: Number(layer) - 1, head: Number(head) - 1 };
  return place.layer >= 0 && place.head >= 0 ? place : null;
}

export const onePlace: Codec<Place> = {
  read(raw, label, initial) {
    const value = parsed(raw);
    if (value !== null) return { value };
    return { value: initial, notice: `${label} must be a layer and a head, such as 2.4, not “${raw}”. Using ${written(initial)}.` };
  },
  write: written,
};

/** Heads separated by commas, in the order of layers, each once. */
export const somePlaces: Codec<readonly Place[]> = {
  read(raw, label) {
    const parts = raw.split(",").filter((part) => part.trim() !== "");
    const places = parts.map(parsed);
    const value = inOrder(places.filter((place) => place !== null));
    if (!places.includes(null)) return { value };
    return { value, notice: `${label} must be heads such as 2.4,3.1, not “${raw}”.` };
  },
  write: (value) => value.map(written).join(","),
};

/** In the order of layers, each once. */
export function inOrder(places: readonly Place[]): readonly Place[] {
  const once = places.filter((place, at) => places.findIndex((other) => samePlace(place, other)) === at);
  return once.toSorted((a, b) => a.layer - b.layer || a.head - b.head);
}
