/** From weights to shades: one hue, as much of it as the weight says. */

export type ScaleKind = "log" | "linear";

/** The weight of the faintest shade on a logarithmic scale: a tenth of what a row of 2^17 equal weights has, nearly. */
export const faintest = 1e-6;

const decades = -Math.log10(faintest);

/** How far up the scale a weight is, 0 to 1. */
export function shadeOf(kind: ScaleKind, weight: number): number {
  if (!(weight > 0)) return 0;
  const share = kind === "linear" ? weight : 1 + Math.log10(weight) / decades;
  return Math.min(1, Math.max(0, share));
}

/** Where the legend has marks: weights and their places from 0 to 1. */
export function marksOf(kind: ScaleKind): readonly { readonly label: string; readonly place: number }[] {
  if (kind === "linear") return [0, 0.25, 0.5, 0.75, 1].map((place) => ({ label: String(place), place }));
  return [
    { label: "≤ 10⁻⁶", place: 0 }, { label: "10⁻⁴", place: 1 / 3 }, { label: "10⁻²", place: 2 / 3 }, { label: "1", place: 1 },
  ];
}
