/** Logarithmic axes, and labels that keep clear of each other. */

export interface LogScale {
  /** Where a value stands, between the two ends of the range. */
  at(value: number): number;
  /** Values worth a line. */
  readonly ticks: readonly number[];
}

/** @param domain Smallest and largest value, both above 0. @param range Where they stand, in pixels. */
export function logScale(domain: readonly [number, number], range: readonly [number, number], ticks: readonly number[]): LogScale {
  const [low, high] = [Math.log(domain[0]), Math.log(domain[1])];
  const span = high - low || 1;
  return {
    at: (value) => range[0] + ((Math.log(value) - low) / span) * (range[1] - range[0]),
    ticks: ticks.filter((tick) => tick >= domain[0] && tick <= domain[1]),
  };
}

/** From a power of ten times 1, 2 or 5 under the smallest value to one over the largest. */
export function niceDomain(values: readonly number[]): readonly [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!(least > 0) || !Number.isFinite(most)) return [1, 10];
  const around = steps(least / 10, most * 10);
  const low = around.findLast((step) => step <= least * 0.9) ?? least;
  const high = around.find((step) => step >= most * 1.1) ?? most;
  return [low, high];
}

/** Powers of ten; with 2 and 5 times them where there would be too few. */
export function niceTicks([low, high]: readonly [number, number]): readonly number[] {
  const all = steps(low, high);
  if (Math.log10(high / low) < 2.5) return all;
  return all.filter((step) => Math.abs(Math.log10(step) - Math.round(Math.log10(step))) < 1e-9);
}

function steps(low: number, high: number): number[] {
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const factor of [1, 2, 5]) {
      const step = Number(`${factor}e${power}`);
      if (step >= low * (1 - 1e-9) && step <= high * (1 + 1e-9)) found.push(step);
    }
  }
  return found;
}

/**
 * Heights as near to those wanted as they can be with `gap` between neighbours and none below
 * `bottom` (heights grow downwards): pushed down in order, then up again from the bottom.
 */
export function spread(wanted: readonly number[], gap: number, bottom: number): number[] {
  const order = wanted.map((_, at) => at).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  let least = -Infinity;
  for (const at of order) {
    placed[at] = Math.max(placed[at] ?? 0, least);
    least = (placed[at] ?? 0) + gap;
  }
  let most = bottom;
  for (const at of order.toReversed()) {
    placed[at] = Math.min(placed[at] ?? 0, most);
    most = (placed[at] ?? 0) - gap;
  }
  return placed;
}
