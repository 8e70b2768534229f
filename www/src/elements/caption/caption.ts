import { html, LitElement, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CaptionLink, CaptionPart } from "../../scenes/scene";
import { covers, type CellTarget } from "../../scenes/target";
import { captionText } from "../../timeline/frame";
import { HighlightEvent } from "../events/highlight";
import { base } from "../shared/base.styles";
import { spokenSymbols, withSubscripts } from "../shared/subscripts";
import { styles } from "./caption.styles";

/**
 * The words of a beat. Words that stand for cells light them; the whole caption is spoken when the
 * beat changes, and not while it moves.
 *
 * @event headwise-highlight - a word is under the pointer or has the focus
 * @csspart title - the name of the beat
 * @csspart text - the caption
 */
@customElement("headwise-caption")
export class HeadwiseCaption extends LitElement {
  static override styles = [base, styles];

  @property() heading = "";
  @property({ attribute: false }) parts: readonly CaptionPart[] = [];
  /** The cell that is pointed at elsewhere: words that stand for it are lit. */
  @property({ attribute: false }) pointed: CellTarget | null = null;
  @state() private spoken = "";

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("heading") || changed.has("parts")) this.spoken = spokenSymbols(`${this.heading}. ${captionText(this.parts)}`);
  }

  override render() {
    return html`
      <h2 part="title">${withSubscripts(this.heading)}</h2>
      <p part="text">${this.parts.map((part) => (typeof part === "string" ? prose(part) : this.link(part)))}</p>
      <div class="unseen" aria-live="polite">${this.spoken}</div>
    `;
  }

  private link(link: CaptionLink) {
    const light = () => this.dispatchEvent(new HighlightEvent(link.target));
    const unlight = () => this.dispatchEvent(new HighlightEvent(null));
    const lit = covers(link.target, this.pointed);
    // Not a <button>: those are boxes, and these words wrap with the sentence.
    return html`<span role="button" tabindex="0" class=${lit ? "lit" : ""} @pointerenter=${light} @pointerleave=${unlight}
      @focus=${light} @blur=${unlight} @click=${light}>${prose(link.text)}</span>`;
  }
}

/** Prose with its symbols set, and the reader's own words in quotation marks kept apart: they may run right to left. */
function prose(text: string) {
  return text.split(/(?<=“)([^”]*)(?=”)/u).map((piece, at) => (at % 2 === 1 ? html`<bdi>${piece}</bdi>` : withSubscripts(piece)));
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-caption": HeadwiseCaption;
  }
}
