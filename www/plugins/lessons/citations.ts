/** The works that lessons rest on. `[@vaswani2017, section 3.2]` in a text names one, with the place in it. */
import type { Env, MarkdownIt } from "markdown-it";
import { escapeHtml } from "./html.ts";

export interface Work {
  /** How the text names it, such as "Vaswani et al. 2017". */
  readonly name: string;
  readonly title: string;
  readonly url: string;
}

export type Works = Readonly<Record<string, Work>>;

/** What a page has cited so far, in order. */
export interface Citing {
  readonly works: Works;
  readonly cited: Set<string>;
}

const citation = /\[@([a-z]\w*)(?:, ([^\]]+))?\]/y;

/** Renders citations. The environment of a run has `lesson`, a {@link Citing}. */
export function citations(markdown: MarkdownIt): void {
  markdown.inline.ruler.before("link", "citation", (state, silent) => {
    citation.lastIndex = state.pos;
    const found = citation.exec(state.src);
    if (found === null) return false;
    if (!silent) {
      const { works, cited } = (state.env as Env & { readonly lesson: Citing }).lesson;
      const [, key = "", place] = found;
      const work = works[key];
      if (work === undefined) throw new Error(`there is no work ${key} in sources.json`);
      cited.add(key);
      const words = place === undefined ? work.name : `${work.name}, ${place}`;
      state.push("html_inline", "", 0).content = `<a class="cite" href="#source-${key}">${escapeHtml(words)}</a>`;
    }
    state.pos += found[0].length;
    return true;
  });
}

/** The list at the foot of a page of what it has cited. */
export function sourcesList({ works, cited }: Citing): string {
  if (cited.size === 0) return "";
  const entries = [...cited].map((key) => {
    const { name, title, url } = works[key] as Work;
    return `<li id="source-${key}">${escapeHtml(name)}. <a href="${escapeHtml(url)}">${escapeHtml(title)}</a></li>`;
  });
  return `<section class="sources"><h2 id="sources">Sources</h2><ol>${entries.join("")}</ol></section>`;
}
