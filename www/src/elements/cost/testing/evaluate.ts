/** The value of a formula's right side, from the TeX that the sheet sets. Only what the sheet's formulas use is known. */

type Values = Readonly<Record<string, number | string | boolean>>;

/** @throws Error for a symbol without a number and for TeX that no formula of the sheet has. */
export function evaluate(tex: string, values: Values): number {
  const right = tex.slice(tex.indexOf("=") + 1);
  const parser = new Parser(tokensOf(right), values);
  const value = parser.sum();
  parser.end();
  return value;
}

function tokensOf(tex: string): readonly string[] {
  const plain = tex.replace(/\\[bB]ig[lr]?|\\;/gu, "").replaceAll("\\tfrac12", "0.5");
  return [...plain.matchAll(/\\href\{#(\w+)\}\{[^{}]*\}|\\[a-z]+|\d+(?:\.\d+)?|[-+/(),^{}]/gu)].map(([token, name]) => (name === undefined ? token : `#${name}`));
}

class Parser {
  private at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly values: Values,
  ) {}

  sum(): number {
    let value = this.product();
    for (;;) {
      if (this.take("+")) value += this.product();
      else if (this.take("-")) value -= this.product();
      else return value;
    }
  }

  end(): void {
    if (this.at < this.tokens.length) throw new Error(`${this.tokens[this.at]} is not expected`);
  }

  private product(): number {
    let value = this.power();
    for (;;) {
      if (this.take("\\cdot")) value *= this.power();
      else if (this.take("/")) value /= this.power();
      else return value;
    }
  }

  private power(): number {
    const base = this.factor();
    return this.take("^") ? base ** this.within("{", "}") : base;
  }

  private factor(): number {
    const token = this.tokens[this.at] ?? "the end";
    if (token === "(") return this.within("(", ")");
    this.at += 1;
    if (token.startsWith("#")) return this.number(token.slice(1));
    if (token === "\\min" || token === "\\max") return this.extreme(token === "\\min" ? Math.min : Math.max);
    if (token === "\\frac") return this.within("{", "}") / this.within("{", "}");
    if (token === "\\lfloor") {
      const value = this.sum();
      this.expect("\\rfloor");
      return Math.floor(value);
    }
    if (/^\d/u.test(token)) return Number(token);
    throw new Error(`${token} is not known`);
  }

  private extreme(of: (one: number, other: number) => number): number {
    this.expect("(");
    const one = this.sum();
    this.expect(",");
    const other = this.sum();
    this.expect(")");
    return of(one, other);
  }

  private within(open: string, close: string): number {
    this.expect(open);
    const value = this.sum();
    this.expect(close);
    return value;
  }

  private number(name: string): number {
    const value = this.values[name];
    if (typeof value !== "number") throw new Error(`${name} has no number`);
    return value;
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new Error(`${token} is expected, not ${this.tokens[this.at]}`);
  }
}
