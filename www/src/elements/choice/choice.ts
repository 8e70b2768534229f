import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base, inputs } from "../shared/base.styles";
import { withSubscripts } from "../shared/subscripts";
import { styles } from "./choice.styles";

export interface Option {
  readonly value: string;
  readonly label: string;
  /** Why it can't be chosen; absent when it can. */
  readonly refused?: string;
}

/**
 * One of a few values side by side: radio buttons that look like one segmented bar.
 *
 * @event {CustomEvent<string>} headwise-choose - the value chosen
 * @csspart bar - the row of segments
 */
@customElement("headwise-choice")
export class HeadwiseChoice extends LitElement {
  static override styles = [base, inputs, styles];

  @property() label = "";
  /** The symbol that formulas use, beside the label. */
  @property() symbol = "";
  @property() value = "";
  @property() hint = "";
  @property({ attribute: false }) options: readonly Option[] = [];

  override render() {
    const symbol = this.symbol === "" ? "" : html` <i>${withSubscripts(this.symbol)}</i>`;
    const hint = this.hint === "" ? "" : html`<p class="hint" id="hint">${this.hint}</p>`;
    return html`<fieldset aria-describedby=${this.hint === "" ? "" : "hint"}>
      <legend>${this.label}${symbol}</legend>
      <div class="bar" part="bar">${this.options.map((option) => this.segment(option))}</div>
      ${hint}
    </fieldset>`;
  }

  private segment(option: Option) {
    return html`<label class="segment" title=${option.refused ?? ""}>
      <input type="radio" name="choice" value=${option.value} .checked=${option.value === this.value}
        ?disabled=${option.refused !== undefined} @change=${() => this.choose(option.value)} />
      <span>${option.label}</span>
    </label>`;
  }

  private choose(value: string): void {
    this.value = value;
    this.dispatchEvent(new CustomEvent("headwise-choose", { detail: value }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-choice": HeadwiseChoice;
  }
}
