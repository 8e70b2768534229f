/** The sheet's formulas: as they are, and with live numbers. */
import rendered from "./formulas.json?mathml";
import type { Line } from "./figures/figure";
import { numberMath, withNumbers } from "./numbers";

export function formulaOf(key: string): string {
  const math = rendered[key];
  if (math === undefined) throw new Error(`there is no formula ${key}`);
  return math;
}

/** `= 2 · 8 · 128 = 2,048`: what stands right of the formula's equals sign, in numbers, and what it makes. */
export function numbersOf({ formula, values, result, unit }: Line): string {
  const made = numberMath(result);
  const end = `<mo>=</mo>${made}${unit === "" ? "" : `<mspace width="0.25em"></mspace><mtext>${unit}</mtext>`}`;
  if (formula === null) return `<math><mrow>${end}</mrow></math>`;
  const math = formulaOf(formula);
  const open = /^<math[^>]*>(?:<mrow>)?/u.exec(math)?.[0] ?? "";
  const right = withNumbers(math.slice(math.indexOf("<mo>=</mo>")), values);
  if (bare(right) === bare(`<mo>=</mo>${made}`)) return open + right;
  // Two formulas, between which the line may break.
  return `${open}${right} <math><mrow>${end}</mrow></math>`;
}

function bare(math: string): string {
  return math.replace(/<[^>]*>/gu, "");
}
