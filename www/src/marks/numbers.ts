/** Numbers inside cells: as many decimals as the cell allows, equally many in a grid. */

const MINUS = "−";

/** The most decimals that a number up to `limit` is written with. */
export function decimalsFor(limit: number): number {
  return limit < 100 ? 2 : limit < 1000 ? 1 : 0;
}

/** A cell's number with a true minus sign; nothing is written as minus zero, and `0` alone is exactly zero. What is no number says so. */
export function cellText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value < 0 ? `${MINUS}∞` : "∞";
  if (value === 0) return "0";
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/**
 * The decimals with which the widest number of a grid fits `room` pixels: at most as
 * `decimalsFor` says, none when all are whole, -1 when not even one decimal fits. `width` measures
 * a text in pixels.
 */
export function fittingDecimals(widest: number, whole: boolean, room: number, width: (text: string) => number): number {
  const most = whole ? 0 : decimalsFor(Math.abs(widest));
  const least = Math.min(1, most);
  for (let decimals = most; decimals >= least; decimals--) {
    if (width(cellText(widest, decimals)) <= room) return decimals;
  }
  return -1;
}
