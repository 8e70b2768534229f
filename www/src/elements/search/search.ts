import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { base, inputs } from "../shared/base.styles";
import { find, type IndexedLesson } from "./find";

/**
 * Search in the text of the lessons. The index is fetched when the field is first used.
 *
 * Attributes: index (the address of the index).
 */
@customElement("headwise-search")
export class HeadwiseSearch extends LitElement {
  static override styles = [base, inputs, css`
    :host { display: block; }
    label { display: block; max-width: 480px; }
    input { margin-top: 4px; padding: 8px 16px; }
    ol { margin: 16px 0 0; padding: 0; list-style: none; display: grid; gap: 16px; }
    a { color: var(--hw-accent); text-underline-offset: 4px; }
    p { margin: 4px 0 0; color: var(--hw-muted); font-size: var(--hw-text-body); line-height: 1.5; }
    mark { background: var(--hw-highlight); color: var(--hw-ink); }
    .count { margin-top: 16px; }
  `];

  @property() index = "";
  @state() private query = "";
  @state() private lessons: readonly IndexedLesson[] | null = null;
  @state() private failed = false;
  private fetching: Promise<void> | null = null;

  override render() {
    const found = this.lessons === null ? [] : find(this.lessons, this.query);
    return html`<label>Search in the lessons
        <input type="text" role="searchbox" autocomplete="off" spellcheck="false" @focus=${this.fetch} @input=${this.onInput} /></label>
      <div role="status">${this.query.trim() === "" ? nothing : html`<p class="count">${this.told(found.length)}</p>`}</div>
      ${found.length === 0 ? nothing : html`<ol>${found.map(({ lesson, id, title, around }) => html`<li>
        <a href="./${lesson.name}.html${location.search}${id === "" ? "" : `#${id}`}">${lesson.number}. ${lesson.title}${id === "" ? "" : `: ${title}`}</a>
        <p>${around.map((piece, at) => (at % 2 === 1 ? html`<mark>${piece}</mark>` : piece))}</p></li>`)}</ol>`}`;
  }

  private told(count: number): string {
    if (this.failed) return "The index could not be fetched.";
    if (this.lessons === null) return "The index is on its way.";
    return count === 0 ? "Nothing found." : `${count} ${count === 1 ? "section" : "sections"}`;
  }

  private readonly onInput = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) this.query = event.target.value;
    this.fetch();
  };

  private readonly fetch = (): void => {
    this.fetching ??= fetch(new URL(this.index, document.baseURI))
      .then(async (response) => {
        if (!response.ok) throw new Error(`the index answered ${response.status}`);
        this.lessons = (await response.json()) as IndexedLesson[];
      })
      .catch(() => {
        this.failed = true;
        this.fetching = null;
      });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-search": HeadwiseSearch;
  }
}
