/** Amounts as text: bytes, operations and seconds with a prefix, counts in groups of three digits. */

const prefixes = ["", "K", "M", "G", "T", "P", "E", "Z", "Y"] as const;
const small = ["", "m", "µ", "n", "p"] as const;

/** Three digits and a prefix for powers of 1000: `131 KB`, `1.07 GB`, `16.4 TFLOP`; fewer where they say all: `80 GB`. */
export function amount(value: number, unit: string): string {
  if (value === 0 || !Number.isFinite(value)) return `${value} ${unit}`;
  const size = Math.abs(value);
  // Rounded first: 999.6 is 1.00 of the next prefix.
  const rounded = Number(size.toPrecision(3));
  const power = Math.floor(Math.log10(rounded) / 3 + 1e-12);
  const held = Math.max(1 - small.length, Math.min(prefixes.length - 1, power));
  const prefix = held < 0 ? small[-held] : prefixes[held];
  const scaled = rounded / 1000 ** held;
  const written = Math.abs(size - rounded) <= 1e-9 * size ? digits(scaled).replace(/\.0+$|(?<=\.\d)0$/u, "") : digits(scaled);
  return `${value < 0 ? "−" : ""}${written} ${prefix}${unit}`;
}

/** A whole number in full, with commas, up to a billion billion; beyond that in three digits and a power of ten. */
export function whole(value: number): string {
  return Math.abs(value) < 1e15 ? value.toLocaleString("en", { maximumFractionDigits: 0 }) : value.toExponential(2).replace(/e\+?/u, " × 10^");
}

/** A count in three digits: `8.03 B` for billions, as models are named; small ones in full. */
export function count(value: number): string {
  const scale = [[1e12, "T"], [1e9, "B"], [1e6, "M"]] as const;
  const found = scale.find(([least]) => value >= least * 0.9995);
  return found === undefined ? whole(value) : `${digits(value / found[0])} ${found[1]}`;
}

/** A rate, which need not be whole: three digits where it is small. */
export function pace(value: number): string {
  return value < 100 ? digits(value) : whole(value);
}

/** Three digits: `1.07`, `16.4`, `131`. */
export function digits(value: number): string {
  const size = Math.abs(Number(value.toPrecision(3)));
  if (size >= 1000) return Number(value.toPrecision(3)).toLocaleString("en");
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** Powers of two are how lengths are counted: `8K`, `128K`, `1M`. */
export function binary(value: number): string {
  if (value >= 2 ** 20 && value % 2 ** 20 === 0) return `${value / 2 ** 20}M`;
  return value >= 1024 && value % 1024 === 0 ? `${value / 1024}K` : whole(value);
}
