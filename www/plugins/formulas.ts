/**
 * Formulas as MathML, rendered when the site is built, so that no TeX engine is shipped.
 *
 * `import formulas from "./formulas.json?mathml"` gives an object from the file's keys to MathML.
 * In the TeX, `\href{#qHeads}{Q_h}` marks a symbol that stands for a tensor; the MathML has
 * `<mrow data-tensor="qHeads">` around it.
 */
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { renderToString } from "katex";
import type { Plugin } from "vite";

const QUERY = "?mathml";
// The id ends in .js: with .json in it, Vite would parse the rendered module as JSON once more.
const ID_PREFIX = "\0mathml:";
const ID_SUFFIX = ".mathml.js";

export function formulas(): Plugin {
  return {
    name: "headwise:formulas",
    enforce: "pre",
    resolveId(source, importer) {
      if (!source.endsWith(QUERY) || !importer) return null;
      const path = resolve(dirname(importer), source.slice(0, -QUERY.length));
      return ID_PREFIX + path + ID_SUFFIX;
    },
    async load(id) {
      if (!id.startsWith(ID_PREFIX)) return null;
      const path = id.slice(ID_PREFIX.length, -ID_SUFFIX.length);
      this.addWatchFile(path);
      const rendered = renderFormulas(await readFile(path, "utf8"), path);
      return { code: `export default ${JSON.stringify(rendered)};`, moduleType: "js" };
    },
  };
}

/**
 * Renders a JSON object of TeX strings.
 * @param path Named in errors.
 * @throws Error naming the file and the key when a value is not a string or not valid TeX.
 */
export function renderFormulas(json: string, path: string): Record<string, string> {
  const source: unknown = JSON.parse(json);
  if (typeof source !== "object" || source === null || Array.isArray(source)) {
    throw new Error(`${path}: expected an object from keys to TeX`);
  }
  return Object.fromEntries(
    Object.entries(source).map(([key, tex]: [string, unknown]) => {
      if (typeof tex !== "string") throw new Error(`${path}: ${key}: expected a string of TeX`);
      try {
        return [key, texToMathml(tex)];
      } catch (error) {
        throw new Error(`${path}: ${key}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    }),
  );
}

/** One formula as a `<math>` element, with the TeX source left out and tensors marked. */
export function texToMathml(tex: string, display: "block" | "inline" = "block"): string {
  const html = renderToString(tex, {
    output: "mathml",
    displayMode: display === "block",
    throwOnError: true,
    strict: "error",
    trust: (context) => context.command === "\\href" && /^#\w+$/.test(context.url),
  });
  const math = html
    .replace(/^<span class="katex">|<\/span>$/g, "")
    .replace(/<annotation [^>]*>[^<]*<\/annotation>/g, "")
    .replace(/<\/?semantics>/g, "");
  // KaTeX renders a link it was told not to trust as red text instead of failing.
  const untrusted = /\\href|href="(?!#)/.exec(math);
  if (untrusted) throw new Error("a \\href must point at a tensor: \\href{#name}{...}");
  const drawn = coreMathml(math);
  // An alphabet that is not known here would be drawn as plain italics, without a word.
  const lost = /mathvariant="(?!normal)[^"]*"/.exec(drawn);
  if (lost) throw new Error(`browsers do not draw ${lost[0]}`);
  return markTensors(drawn);
}

/** Letters of two alphabets that are characters of their own, by what KaTeX writes. */
const alphabets: Readonly<Record<string, string>> = { "double-struck": "𝔸𝔹ℂ𝔻𝔼𝔽𝔾ℍ𝕀𝕁𝕂𝕃𝕄ℕ𝕆ℙℚℝ𝕊𝕋𝕌𝕍𝕎𝕏𝕐ℤ", script: "𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵" };

/** What browsers make of MathML today (MathML Core): one variant, fences by their own characters, a word in one element. */
function coreMathml(math: string): string {
  return math
    .replace(/<mi mathvariant="(double-struck|script)">([A-Z])<\/mi>/g, (_, variant: string, letter: string) => `<mi>${[...(alphabets[variant] ?? "")][letter.charCodeAt(0) - 65] ?? letter}</mi>`)
    .replace(/<mo fence="true">∣<\/mo>/g, '<mo fence="true" stretchy="true">|</mo>')
    .replace(/(?:<mi mathvariant="normal">[A-Za-z]<\/mi>){2,}/g, (letters) => `<mi>${letters.replace(/<[^>]*>/g, "")}</mi>`);
}

/**
 * Wraps each element with `href="#name"` in `<mrow data-tensor="name">`. KaTeX puts the link on
 * whichever element the symbol became (`mi`, `msub`, `mrow`).
 */
function markTensors(math: string): string {
  const wrapped: boolean[] = [];
  return math.replace(/<(\/?)([a-z]+)([^>]*)>/g, (tag: string, slash: string, name: string, attributes: string) => {
    if (slash) return wrapped.pop() ? `${tag}</mrow>` : tag;
    const link = / href="#(\w+)"/.exec(attributes);
    if (!attributes.endsWith("/")) wrapped.push(link !== null);
    return link ? `<mrow data-tensor="${link[1]}"><${name}${attributes.replace(link[0], "")}>` : tag;
  });
}
