/**
 * The size of the paper that scenes draw on, in the pixels it will be shown at: text never scales,
 * so a layout that knows the real size gives names and titles exactly the room they need.
 */

export interface Sheet {
  readonly aspect: "wide" | "tall";
  /** CSS pixels, unless the place is smaller than the least a layout can do with. */
  readonly width: number;
  readonly height: number;
}

/** Below this ratio of width to height, or this width, things stand one under the other. */
const TALL_BELOW = 1.2;
const NARROW = 520;
/** Below this height everything is set as on a narrow sheet: small gaps, short names. */
const SHORT = 330;
/** The least that layouts are made for; a smaller place shows them scaled down. Tall: between the bars of a phone's browser. */
const LEAST = { wide: { width: 680, height: 420 }, tall: { width: 304, height: 240 } } as const;
/** Beyond this a picture is shown larger instead of with more room. */
const MOST = { width: 1400, height: 900 };
/** Sizes are rounded down to this, so that a slow drag of a window's edge does not lay out anew at each pixel. */
const STEP = 16;

/** The sheet for a place of that size. Its proportions are kept, up to rounding. */
export function sheetFor(width: number, height: number): Sheet {
  const aspect = width < NARROW || height < SHORT || width / Math.max(1, height) < TALL_BELOW ? "tall" : "wide";
  const least = LEAST[aspect];
  const up = Math.max(1, least.width / Math.max(1, width), least.height / Math.max(1, height));
  const down = Math.min(1, MOST.width / (width * up), MOST.height / (height * up));
  return { aspect, width: rounded(width * up * down), height: rounded(height * up * down) };
}

/** Whether two places can share a picture. */
export function sameSheet(a: Sheet, b: Sheet): boolean {
  return a.aspect === b.aspect && a.width === b.width && a.height === b.height;
}

function rounded(size: number): number {
  return Math.max(STEP, Math.floor(size / STEP) * STEP);
}
