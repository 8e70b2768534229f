/** Formulas with live numbers: the symbols of a rendered formula give way to what they stand for. */

const opening = /<mrow data-tensor="(\w+)">/gu;

/** What symbols stand for. Only numbers are put in; a model's sizes have other members too. */
export type Values = Readonly<Record<string, number | string | boolean>>;

/** The MathML with a number in the place of each symbol that `values` knows; other symbols stay. */
export function withNumbers(mathml: string, values: Values): string {
  let result = "";
  let from = 0;
  for (const match of mathml.matchAll(opening)) {
    const [tag, name = ""] = match;
    const value = values[name];
    if (match.index < from || typeof value !== "number") continue;
    const start = match.index + tag.length;
    const end = closing(mathml, start);
    result += mathml.slice(from, start) + numberMath(value);
    from = end;
  }
  return result + mathml.slice(from);
}

/** The place of the `</mrow>` that closes the element whose content begins at `start`. */
function closing(mathml: string, start: number): number {
  let depth = 1;
  for (const match of mathml.slice(start).matchAll(/<(\/?)mrow\b[^>]*>/gu)) {
    depth += match[1] === "/" ? -1 : 1;
    if (depth === 0) return start + match.index;
  }
  throw new Error("the formula's rows are not closed");
}

/** Up to seven digits in full; beyond, four digits and a power of ten. */
export function numberMath(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return `<mn>${value.toLocaleString("en")}</mn>`;
  if (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5) return `<mn>${Number(value.toPrecision(4)).toLocaleString("en", { maximumFractionDigits: 6 })}</mn>`;
  const [mantissa = "", power = ""] = value.toExponential(3).split("e");
  return `<mrow><mn>${Number(mantissa)}</mn><mo>×</mo><msup><mn>10</mn><mn>${Number(power)}</mn></msup></mrow>`;
}
