/** Numbers inside cells: as wide as a cell allows, decimals aligned by having equally many. */

const MINUS = "−";

/** The decimals that every number of a grid gets, so that its columns line up: 2, 1 or 0. */
export function decimalsFor(limit: number): number {
  return limit < 10 ? 2 : limit < 100 ? 1 : 0;
}

/** A cell's number with a true minus sign; nothing is written as minus zero. */
export function cellText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "" : value < 0 ? `${MINUS}∞` : "∞";
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}
