/** Numbers as captions and labels write them: two or three significant digits, a true minus sign. */

const NARROW_SPACE = "\u202f";
const MINUS = "−";

/** `0.61`, `−2.04`, `31.5`, `0.0042`; whole numbers without decimals. Not finite: `−∞`. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return value < 0 ? `${MINUS}∞` : "∞";
  const magnitude = Math.abs(value);
  if (magnitude < 5e-5) return "0";
  if (Number.isInteger(magnitude)) return (value < 0 ? MINUS : "") + count(magnitude);
  const text = magnitude >= 0.01 ? magnitude.toFixed(decimals(magnitude)) : String(Number(magnitude.toPrecision(2)));
  return value < 0 ? MINUS + text : text;
}

function decimals(magnitude: number): number {
  if (magnitude >= 100) return 0;
  if (magnitude >= 10) return 1;
  return 2;
}

/** A whole number with its thousands apart: `4 096`. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
}

/** `the head`, `both heads`, `all 8 heads`. */
export function allHeads(heads: number): string {
  if (heads === 1) return "the head";
  return heads === 2 ? "both heads" : `all ${heads} heads`;
}

/** `one head`, `2 heads`, `8 heads`. */
export function counted(amount: number, noun: string): string {
  return amount === 1 ? `one ${noun}` : `${amount} ${noun}s`;
}

/** A small number by its first two digits: `0.0042`, `0.012`. */
export function small(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** A count that may be very large: `61.2 million` from ten millions on, or where the largest beside it is as large. */
export function large(value: number, largest = value): string {
  return largest < 1e7 ? count(value) : `${(value / 1e6).toFixed(1)} million`;
}

/** A share of one as percents: `99.7 %`. */
export function percent(share: number): string {
  return share < 0.0005 ? "< 0.1 %" : `${(share * 100).toFixed(1)} %`;
}
