/**
 * Where no font for mathematics is installed, as on most phones, Chromium sets the subscripts of MathML on the
 * line of their letters. Style sheets can't ask for that: what was laid out is looked at.
 */

/** Of a letter's size: any font for mathematics lowers a subscript further. */
const SHIFT = 0.12;

/** Whether subscripts have to be lowered by the style sheet (class `flat-scripts`); null where there is none to look at. */
export function hasFlatScripts(within: ParentNode): boolean | null {
  const letter = within.querySelector("msub > mi:first-child");
  const script = letter?.nextElementSibling;
  if (!letter || !script) return null;
  const line = letter.getBoundingClientRect();
  if (line.height === 0) return null;
  return script.getBoundingClientRect().bottom - line.bottom < SHIFT * line.height;
}
