import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { SetEvent } from "../events/set";
import { base, inputs } from "../shared/base.styles";
import { examples } from "../shared/sentences";
import { mostTokens } from "../shared/settings";
import { styles } from "./sentence.styles";

/** How long typing must pause before the sentence is taken. */
const pauseInTyping = 150;

/**
 * The reader's sentence, with examples to choose from and a count of its words.
 *
 * @event headwise-set - another sentence is asked for
 */
@customElement("headwise-sentence")
export class HeadwiseSentence extends LitElement {
  static override styles = [base, inputs, styles];

  @property() text = "";
  /** Words in the trace. */
  @property({ type: Number }) count = 0;
  /** Words beyond what a trace holds. */
  @property({ type: Number }) dropped = 0;
  /** What is wrong with the sentence. */
  @property() error = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  override render() {
    const wrong = this.error !== "";
    const example = examples.find(({ text }) => text === this.text);
    return html`
      <label for="text">Sentence</label>
      <textarea id="text" rows="3" dir="auto" spellcheck="false" autocomplete="off" .value=${this.text}
        aria-describedby="count" aria-invalid=${wrong ? "true" : "false"} @input=${this.onInput} @keydown=${this.onKey}
      ></textarea>
      <p class="hint ${wrong ? "error" : ""}" id="count">${wrong ? this.error : this.countText()}</p>
      <label class="unseen" for="example">Example sentences</label>
      <select id="example" @change=${this.onExample}>
        <option value="" ?selected=${example === undefined} disabled>Examples</option>
        ${examples.map(({ name, text }) => html`<option value=${text} ?selected=${text === this.text}>${name}</option>`)}
      </select>
    `;
  }

  private countText(): string {
    if (this.count === 0) return `Up to ${mostTokens} words`;
    if (this.dropped === 0) return `${this.count} of up to ${mostTokens} words`;
    return `The first ${this.count} words are used, ${this.dropped} are left out.`;
  }

  private onInput(event: Event): void {
    const text = (event.target as HTMLTextAreaElement).value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(text), pauseInTyping);
  }

  /** A sentence is one line: Enter takes it at once. */
  private onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    clearTimeout(this.timer);
    this.ask((event.target as HTMLTextAreaElement).value);
  }

  private onExample(event: Event): void {
    clearTimeout(this.timer);
    this.ask((event.target as HTMLSelectElement).value);
  }

  private ask(text: string): void {
    this.text = text;
    this.dispatchEvent(new SetEvent({ text }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-sentence": HeadwiseSentence;
  }
}
