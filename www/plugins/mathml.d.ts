/** A formulas file rendered by `formulas.ts`: keys to MathML markup. */
declare module "*?mathml" {
  const formulas: Readonly<Record<string, string>>;
  export default formulas;
}
