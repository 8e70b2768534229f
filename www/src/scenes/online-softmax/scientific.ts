/** Numbers too small for decimals. */

const SUPERSCRIPTS = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"];

/** `6.0 × 10⁻⁸` for a positive number below one. */
export function scientific(value: number): string {
  const [mantissa = "0", exponent = "0"] = value.toExponential(1).split("e");
  const digits = [...exponent.replace(/[+-]/u, "")].map((digit) => SUPERSCRIPTS[Number(digit)] ?? "").join("");
  return `${mantissa} × 10${exponent.startsWith("-") ? "⁻" : ""}${digits}`;
}
