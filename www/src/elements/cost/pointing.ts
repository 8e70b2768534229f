/** What a pointer over a plot means. */
import { cacheScales, nameable } from "./cache-plot";
import { lengths, nearestStep } from "./ladder";
import { roofScales } from "./roofline-plot";
import type { Computed } from "./state";

/** How far from a dot, in pixels, still points at it. */
const reach = 40;

/** The length of a text, on the ladder, that lies nearest on the plot of caches. */
export function lengthAt(event: MouseEvent, computed: Computed, width: number): number {
  const { x } = cacheScales(computed, width, width >= nameable);
  const place = placeIn(event)[0];
  // The scale is straight in logarithms: two of its places tell the rest.
  const [low, high] = [lengths[0] ?? 1, lengths.at(-1) ?? 1];
  const share = (place - x.at(low)) / (x.at(high) - x.at(low));
  const length = low * (high / low) ** Math.min(1, Math.max(0, share));
  return lengths[nearestStep(lengths, length)] ?? low;
}

/** The place of the nearest step along the roof; null where none is near. */
export function stepAt(event: MouseEvent, computed: Computed, width: number): number | null {
  const { x, y } = roofScales(computed, width);
  const [left, top] = placeIn(event);
  const far = computed.steps.map(({ sheet: { decode: { roof } } }) => Math.hypot(x.at(roof.intensity) - left, y.at(roof.attainable) - top));
  const least = Math.min(...far);
  return least <= reach ? far.indexOf(least) : null;
}

function placeIn(event: MouseEvent): readonly [number, number] {
  const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}
