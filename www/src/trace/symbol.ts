/**
 * The TeX symbols of a trace as runs of plain text, for places where no MathML stands: a
 * derivation, a label on a canvas, a screen reader.
 *
 * Understands what symbols are made of: letters, accents, Greek, subscripts, superscripts, roots
 * and fractions. An unknown command is written as its name.
 */

/** A piece of a symbol on the line, below it or above it. */
export interface Run {
  readonly text: string;
  readonly level: "base" | "sub" | "sup";
}

const COMMANDS: Readonly<Record<string, string>> = {
  le: "≤", ge: "≥", cdot: "·", times: "×", lVert: "‖", rVert: "‖", Vert: "‖", lvert: "|", rvert: "|",
  Delta: "Δ", Sigma: "Σ", alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", lambda: "λ",
  mu: "μ", sigma: "σ", tau: "τ", theta: "θ", ell: "ℓ", infty: "∞", prime: "′", top: "ᵀ", quad: " ", sum: "Σ",
};
const ACCENTS: Readonly<Record<string, string>> = {
  hat: "\u0302", widehat: "\u0302", tilde: "\u0303", widetilde: "\u0303", bar: "\u0304", overline: "\u0304",
  dot: "\u0307", ddot: "\u0308", vec: "\u20D7",
};
const WRAPPERS = new Set(["text", "mathrm", "mathit", "mathbf", "mathsf", "operatorname", "displaystyle", "left", "right"]);

/** The runs of a TeX symbol: `W_Q` is `W` with `Q` below; `\hat S` is `Ŝ`. */
export function symbolRuns(tex: string): readonly Run[] {
  const runs = new Parser(tex).all();
  return merge(runs);
}

/** A TeX symbol on one line, subscripts after an underscore: `W_Q`, `Ŝ`. */
export function symbolText(tex: string): string {
  return symbolRuns(tex)
    .map(({ text, level }) => (level === "base" ? text : `${level === "sub" ? "_" : "^"}${text}`))
    .join("");
}

class Parser {
  private readonly tokens: readonly string[];
  private next = 0;

  constructor(tex: string) {
    this.tokens = tex.match(/\\[A-Za-z]+|\\.|\S|\s+/g) ?? [];
  }

  /** Runs to the end of the text or of the group. */
  all(): Run[] {
    const runs: Run[] = [];
    while (this.next < this.tokens.length && this.tokens[this.next] !== "}") runs.push(...this.piece());
    this.next++;
    return runs;
  }

  private piece(): Run[] {
    const token = this.tokens[this.next++] ?? "";
    if (token === "{") return this.all();
    if (token === "_" || token === "^") {
      const level = token === "_" ? "sub" : "sup";
      return [{ text: plain(this.argument()), level }];
    }
    if (token.startsWith("\\")) return this.command(token.slice(1));
    // TeX sets its own spaces: none but between letters, and around signs. In text, letters need one.
    if (/^\s/.test(token)) return this.betweenLetters() ? [base("\u2009")] : [];
    return [base(/[+=<>]/.test(token) ? ` ${token} ` : token === "-" ? " − " : token)];
  }

  private command(name: string): Run[] {
    const accent = ACCENTS[name];
    if (accent) {
      const [first, ...rest] = this.argument();
      return [base((first?.text ?? "") + accent), ...rest];
    }
    if (name === "sqrt") {
      const inner = this.argument();
      const long = inner.filter((run) => run.level === "base").map((run) => run.text).join("").length > 1;
      return long ? [base("√("), ...inner, base(")")] : [base("√"), ...inner];
    }
    if (name === "frac") return [...this.argument(), base("/"), ...this.argument()];
    if (name === "text" || name === "mathrm" || name === "operatorname") return this.words();
    if (WRAPPERS.has(name) || !/^[A-Za-z]/.test(name)) return [];
    return [base(COMMANDS[name] ?? name)];
  }

  private betweenLetters(): boolean {
    return /^[A-Za-z}]$/.test(this.tokens[this.next - 2] ?? "") && /^[A-Za-z]/.test(this.tokens[this.next] ?? "");
  }

  /** A group or a single piece. */
  private argument(): Run[] {
    while (/^\s/.test(this.tokens[this.next] ?? "")) this.next++;
    return this.piece();
  }

  /** The text of a group with its spaces kept. */
  private words(): Run[] {
    if (this.tokens[this.next] !== "{") return this.argument();
    const end = this.tokens.indexOf("}", this.next);
    const text = this.tokens.slice(this.next + 1, end < 0 ? undefined : end).join("");
    this.next = end < 0 ? this.tokens.length : end + 1;
    return [base(text)];
  }
}

function base(text: string): Run {
  return { text, level: "base" };
}

function plain(runs: readonly Run[]): string {
  return runs.map((run) => run.text).join("");
}

function merge(runs: readonly Run[]): Run[] {
  const merged: Run[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last?.level === run.level) merged[merged.length - 1] = { ...last, text: last.text + run.text };
    else merged.push(run);
  }
  return merged;
}
