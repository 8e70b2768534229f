/** Code in a lesson: highlighted when the site is built, and described for the test that runs it. */
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import xml from "highlight.js/lib/languages/xml";
import { attributes, escapeHtml } from "./html.ts";
import type { SourceLines } from "./source-lines.ts";

for (const [name, language] of Object.entries({ bash, python, rust, xml })) hljs.registerLanguage(name, language);

/** What a fence of code is called above it, and how it is highlighted. */
const kinds: Readonly<Record<string, { readonly title: string; readonly language: string | null }>> = {
  numpy: { title: "NumPy", language: "python" },
  torch: { title: "PyTorch", language: "python" },
  rust: { title: "Rust", language: "rust" },
  html: { title: "HTML", language: "xml" },
  sh: { title: "Shell", language: "bash" },
  text: { title: "", language: null },
};

/** Code that a test runs on the trace of a scene. */
export interface CheckedCode {
  readonly language: "numpy" | "torch";
  /** The scene whose trace it gets. */
  readonly scene: string;
  /** Variables that it is given, as `X` to `x` or `q` to `qHeads[0]`. */
  readonly given: Readonly<Record<string, string>>;
  /** Variables that it must have at the end, and the tensors that they must equal. */
  readonly gives: Readonly<Record<string, string>>;
  readonly code: string;
}

/**
 * Reads the rest of a fence's first line: `for=walk given="X=x W=wq" gives="A=weights[0]"`.
 * @throws Error when code in Python does not say what it is given and what it gives.
 */
export function readCode(kind: string, info: string, code: string): CheckedCode | null {
  if (kind !== "numpy" && kind !== "torch") return null;
  const values = new Map([...info.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)].map(([, name, quoted, bare]) => [name, quoted ?? bare ?? ""]));
  const scene = values.get("for") ?? "";
  const gives = pairs(values.get("gives") ?? "");
  if (scene === "" || Object.keys(gives).length === 0) throw new Error(`code in ${kind} says for=SCENE given="NAME=TENSOR" gives="NAME=TENSOR"`);
  return { language: kind, scene, given: pairs(values.get("given") ?? ""), gives, code };
}

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(text.split(/[\s,]+/).filter((pair) => pair !== "").map((pair) => {
    const [name, tensor] = pair.split("=");
    if (name === undefined || tensor === undefined || !/^\w+(\[\d+\])*$/.test(tensor)) throw new Error(`"${pair}" is not NAME=TENSOR or NAME=TENSOR[PLACE]`);
    return [name, tensor];
  }));
}

/** @throws Error for a language that no lesson has. */
export function renderCode(kind: string, code: string): string {
  const known = kinds[kind];
  if (known === undefined) throw new Error(`code is in ${Object.keys(kinds).join(", ")}, not in "${kind}"`);
  return figure(known.title === "" ? "" : escapeHtml(known.title), highlighted(code, known.language), kind);
}

/** Lines of the repository, with where they stand. */
export function renderSource({ path, line, code }: SourceLines): string {
  return figure(`Rust <span>${escapeHtml(path)}, from line ${line}</span>`, highlighted(code, "rust"), "rust");
}

function highlighted(code: string, language: string | null): string {
  const text = code.replace(/\s+$/, "");
  return language === null ? escapeHtml(text) : hljs.highlight(text, { language }).value;
}

function figure(caption: string, html: string, kind: string): string {
  const above = caption === "" ? "" : `<figcaption>${caption}</figcaption>`;
  const label = kind === "text" ? "Text" : `Code in ${kinds[kind]?.title ?? kind}`;
  return `<figure class="code">${above}<pre${attributes({ tabindex: "0", role: "group", "aria-label": label })}><code>${html}</code></pre></figure>\n`;
}
