/** What is written inside a paragraph of a lesson besides plain Markdown: formulas, and words that stand for tensors. */
import type { MarkdownIt } from "markdown-it";
import { texToMathml } from "../formulas.ts";
import { attributes } from "./html.ts";
import { statementsOf } from "./pieces.ts";

/** With the marks that end a sentence or a bracket after it: they do not begin a line. */
const inlineFormula = /\$(?=\S)((?:\\.|[^$\\])+?)\$([.,;:!?)’”]*)/y;

/** `$Q K^\top$` in a line, and `$$` on lines of their own around a formula that stands alone. `\href{#q}{Q}` marks a symbol. */
export function math(markdown: MarkdownIt): void {
  markdown.inline.ruler.before("escape", "formula", (state, silent) => {
    inlineFormula.lastIndex = state.pos;
    const found = inlineFormula.exec(state.src);
    if (found === null) return false;
    if (!silent) state.push("html_inline", "", 0).content = closed(rendered(found[1] ?? "", "inline"), found[2] ?? "");
    state.pos += found[0].length;
    return true;
  });
  markdown.block.ruler.before("fence", "formula", (state, startLine, endLine, silent) => {
    const lineAt = (line: number): string => state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]).trim();
    if (lineAt(startLine) !== "$$") return false;
    if (silent) return true;
    let end = startLine + 1;
    while (end < endLine && lineAt(end) !== "$$") end += 1;
    if (end >= endLine) throw new Error("a formula that begins with $$ ends with $$");
    const tex = Array.from({ length: end - startLine - 1 }, (_, line) => lineAt(startLine + 1 + line)).join("\n");
    state.push("html_block", "", 0).content = `<div class="formula" tabindex="0" role="group" aria-label="Formula">${statementsOf(tex).map((pieces) => `<div>${pieces.map((piece) => rendered(piece, "block")).join("")}</div>`).join("")}</div>\n`;
    state.line = end + 1;
    return true;
  }, { alt: ["paragraph"] });
}

/** A formula with what closes it. */
function closed(formula: string, marks: string): string {
  return marks === "" ? formula : `<span class="closed">${formula}${marks}</span>`;
}

function rendered(tex: string, display: "block" | "inline"): string {
  try {
    return texToMathml(tex, display);
  } catch (error) {
    throw new Error(`${tex}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/**
 * `[row 3](tensor:weights?query=3)` marks words that stand for a tensor, or for its cells where the
 * axes have these places: they light the picture, and are lit by it.
 */
export function references(markdown: MarkdownIt): void {
  const validate = markdown.validateLink.bind(markdown);
  markdown.validateLink = (url) => url.startsWith("tensor:") || validate(url);
  const isReference = (href: unknown): href is string => typeof href === "string" && href.startsWith("tensor:");
  markdown.renderer.rules.link_open = (tokens, index, options, _env, self) => {
    const href = tokens[index]?.attrGet("href");
    if (!isReference(href)) return self.renderToken(tokens, index, options);
    const { tensor, at } = readReference(href);
    return `<span${attributes({ class: "ref", "data-tensor": tensor, "data-at": Object.keys(at).length === 0 ? null : JSON.stringify(at) })}>`;
  };
  markdown.renderer.rules.link_close = (tokens, index, options, _env, self) => {
    const open = tokens.slice(0, index).findLast(({ type, level }) => type === "link_open" && level === tokens[index]?.level);
    return isReference(open?.attrGet("href")) ? "</span>" : self.renderToken(tokens, index, options);
  };
}

/** What words light in the picture: a tensor, or its cells where the axes have these places. */
export interface Reference {
  readonly tensor: string;
  readonly at: Readonly<Record<string, number>>;
}

/**
 * Reads `tensor:weights?query=3&head=0`.
 * @throws Error when it has another form.
 */
export function readReference(href: string): Reference {
  const [, tensor, query = ""] = /^tensor:(\w+)(?:\?(.*))?$/.exec(decodeURI(href).replace(/&amp;/g, "&")) ?? [];
  if (tensor === undefined) throw new Error(`${href} names no tensor: tensor:NAME or tensor:NAME?AXIS=PLACE`);
  const at = Object.fromEntries(query.split("&").filter((part) => part !== "").map((part) => {
    const [, axis = "", place = ""] = /^(\w+)=(\d+)$/.exec(part) ?? [];
    if (axis === "") throw new Error(`${href}: ${part} is not AXIS=PLACE`);
    return [axis, Number(place)];
  }));
  return { tensor, at };
}
