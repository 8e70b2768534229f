/** The sheet's formulas: as they are, and with live numbers. */
import rendered from "./formulas.json?mathml";
import type { Line } from "./figures/figure";
import { numberMath, withNumbers } from "./numbers";

/** As it is: pieces between which a line may break. */
export function formulaOf(key: string): string {
  return pieces(inner(key));
}

/** `= 2 · 8 · 128 = 2,048`: what stands right of the formula's equals sign, in numbers, and what it makes. */
export function numbersOf({ formula, values, result, unit }: Line): string {
  const made = numberMath(result);
  const end = `<mo>=</mo>${made}${unit === "" ? "" : `<mspace width="0.25em"></mspace><mtext>${unit}</mtext>`}`;
  if (formula === null) return mathOf(end);
  const math = inner(formula);
  const right = withNumbers(math.slice(math.indexOf("<mo>=</mo>")), values);
  return bare(right) === bare(`<mo>=</mo>${made}`) ? mathOf(right) : `${pieces(right)} ${mathOf(end)}`;
}

/** The row of a rendered formula, without what is around it. */
function inner(key: string): string {
  const math = rendered[key];
  const row = math === undefined ? null : /^<math[^>]*><mrow>(.*)<\/mrow><\/math>$/u.exec(math);
  if (row?.[1] === undefined) throw new Error(`there is no formula ${key}`);
  return row[1];
}

const nesting = /<(\/?)(?:mrow|mfrac|msup|msub|msubsup)\b[^>]*>|<mo\b[^>]*>([^<]*)<\/mo>/gu;

/** The terms of a sum as formulas of their own: browsers break no lines within one. */
function pieces(row: string): string {
  const breaks = [0];
  let depth = 0;
  for (const { 1: close, 2: operator, index } of row.matchAll(nesting)) {
    if (operator === undefined) depth += close === "/" ? -1 : 1;
    else if ("(⌊".includes(operator)) depth += 1;
    else if (")⌋".includes(operator)) depth -= 1;
    else if ("+−".includes(operator) && depth === 0) breaks.push(index);
  }
  const terms = breaks.map((from, at) => row.slice(from, breaks[at + 1]));
  // At the head of a piece a plus would be taken for a sign.
  return terms.map((term) => mathOf(term.replace(/^<mo\b/u, '<mo form="infix"'))).join("");
}

function mathOf(row: string): string {
  return `<math display="block"><mrow>${row}</mrow></math>`;
}

function bare(math: string): string {
  return math.replace(/<[^>]*>/gu, "");
}
