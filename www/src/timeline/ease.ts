/** Curves of motion on [0, 1]. Outside they are clamped, so callers need not. */

/** The nearest number in [0, 1]. */
export function clamp01(t: number): number {
  return t < 0 ? 0 : t > 1 ? 1 : t;
}

/** Cubic ease in and out: still at both ends, fastest in the middle. */
export function easeInOut(t: number): number {
  const s = clamp01(t);
  return s < 0.5 ? 4 * s ** 3 : 1 - (2 - 2 * s) ** 3 / 2;
}

/** How far along [start, end] the moment t is, in [0, 1]. */
export function within(t: number, start: number, end: number): number {
  return clamp01((t - start) / (end - start));
}

/** Linear interpolation; exact at both ends. */
export function mix(from: number, to: number, t: number): number {
  return t === 1 ? to : from + (to - from) * t;
}
