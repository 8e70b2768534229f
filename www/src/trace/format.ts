/** Numbers as text, short enough for a cell's derivation and true to the value's size. */

const MINUS = "−";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A number in about three significant digits, with a true minus sign: `1.42`, `−0.44`, `0.0123`,
 * `3.1 × 10⁻⁷`, `−∞`. Whole numbers below ten million are written out.
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "not a number";
  const sign = value < 0 ? MINUS : "";
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}∞`;
  if (Number.isInteger(size) && size < 1e7) return `${sign}${size}`;
  if (size >= 1e6 || size < 1e-4) return `${sign}${scientific(size)}`;
  if (size >= 100) return `${sign}${size.toFixed(1)}`;
  if (size >= 0.1) return `${sign}${size.toFixed(2)}`;
  return `${sign}${Number(size.toPrecision(3))}`;
}

function scientific(size: number): string {
  const [digits = "", exponent = ""] = size.toExponential(1).split("e");
  const power = Number(exponent);
  const raised = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return `${digits} × 10${power < 0 ? "⁻" : ""}${raised}`;
}
