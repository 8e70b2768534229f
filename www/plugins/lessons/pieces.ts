/**
 * Where a formula that stands alone may be broken on a narrow page: MathML itself is never.
 *
 * Statements stand apart by `\qquad`; a statement goes on in the next line where a line of the source begins with a
 * relation or a plus. Nothing is broken inside braces, an environment, or `\left` and `\right`.
 */

/** One statement: pieces that follow each other closely. */
export type Statement = readonly string[];

const token = /\\(?:left|right|begin|end|qquad)(?![A-Za-z])|\\.|[{}]|\n[ \t]*(?=[=+]|\\(?:le|ge|approx)(?![A-Za-z]))/gs;

/** Statements of TeX, none of them empty. */
export function statementsOf(tex: string): readonly Statement[] {
  const statements: string[][] = [[]];
  let depth = 0;
  let from = 0;
  const cut = (to: number, next: number): void => {
    const piece = tex.slice(from, to).trim();
    if (piece !== "") statements.at(-1)?.push(piece);
    from = next;
  };
  for (const { 0: found, index } of tex.matchAll(token)) {
    if (found === "{" || found === "\\left" || found === "\\begin") depth += 1;
    else if (found === "}" || found === "\\right" || found === "\\end") depth -= 1;
    else if (depth === 0 && found === "\\qquad") {
      cut(index, index + found.length);
      statements.push([]);
    } else if (depth === 0 && found.startsWith("\n")) cut(index, index + found.length);
  }
  cut(tex.length, tex.length);
  return statements.filter((pieces) => pieces.length > 0);
}
