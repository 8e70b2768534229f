import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { HighlightEvent } from "../events/highlight";
import { base } from "../shared/base.styles";
import { hasFlatScripts } from "../shared/flat-scripts";
import { styles } from "./formula.styles";

/**
 * A formula whose symbols light the tensors they stand for, and are lit by them.
 *
 * The MathML was rendered from the scene's TeX when the site was built; it never holds a reader's text.
 *
 * @event headwise-highlight - a symbol is under the pointer or has the focus
 * @csspart formula - the box around the formula
 */
@customElement("headwise-formula")
export class HeadwiseFormula extends LitElement {
  static override styles = [base, styles];

  /** A `<math>` element as markup, or null for none. */
  @property({ attribute: false }) mathml: string | null = null;
  /** The tensor that is pointed at elsewhere: its symbols are lit. */
  @property({ attribute: false }) pointed: string | null = null;
  /** Where many formulas stand together, their symbols can be pointed at but are no stops of the keyboard. */
  @property({ type: Boolean }) untabbed = false;
  private lit: string | null = null;
  /** Seen once: fonts stay. */
  private flat: boolean | null = null;

  override render() {
    if (this.mathml === null) return nothing;
    return html`<div class="formula" part="formula" tabindex="-1" @pointerover=${this.onPointer} @pointerleave=${this.onLeave}
      @focusin=${this.onPointer} @focusout=${this.onLeave} @click=${this.onPointer}>${unsafeHTML(this.mathml)}</div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const symbols = this.renderRoot.querySelectorAll<MathMLElement>("[data-tensor]");
    for (const symbol of symbols) {
      const tensor = symbol.dataset.tensor ?? "";
      if (changed.has("mathml")) symbol.tabIndex = this.untabbed ? -1 : 0;
      symbol.classList.toggle("lit", tensor === this.pointed);
    }
    // Without stops inside, a formula that has to be scrolled is one itself.
    const box = this.renderRoot.querySelector<HTMLElement>(".formula");
    if (!box) return;
    this.flat ??= hasFlatScripts(box);
    box.classList.toggle("flat-scripts", this.flat === true);
    box.tabIndex = this.untabbed && box.scrollWidth > box.clientWidth ? 0 : -1;
  }

  private onPointer(event: Event): void {
    const symbol = event.target instanceof Element ? event.target.closest<MathMLElement>("[data-tensor]") : null;
    this.point(symbol?.dataset.tensor ?? null);
  }

  private onLeave(): void {
    this.point(null);
  }

  private point(tensor: string | null): void {
    if (tensor === this.lit) return;
    this.lit = tensor;
    this.dispatchEvent(new HighlightEvent(tensor === null ? null : { tensor }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-formula": HeadwiseFormula;
  }
}
