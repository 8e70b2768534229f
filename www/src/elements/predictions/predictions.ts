import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { expected } from "../../scenes/shared/expected";
import { percent } from "../../scenes/shared/numbers";
import { tokenLabel } from "../../trace/places";
import type { TraceReader } from "../../trace/reader";
import { base } from "../shared/base.styles";
import type { ModelState } from "../shared/model";
import { styled } from "../shared/styled";
import { styles } from "./predictions.styles";

/** As many as stand side by side on a wide page. */
const shown = 6;

/**
 * What the trained model expects after the row that is followed: its likeliest next words as bars. Until
 * the model is there, how much of it is.
 *
 * @csspart words - the list of words
 */
@customElement("headwise-predictions")
export class HeadwisePredictions extends LitElement {
  static override styles = [base, styles];

  @property({ attribute: false }) reader: TraceReader | null = null;
  /** The row of the trace. */
  @property({ type: Number }) row = 0;
  @property({ attribute: false }) model: ModelState = { kind: "absent" };

  override render() {
    const { reader, row, model } = this;
    if (reader?.has("probabilities")) return this.words(reader, row);
    if (model.kind === "failed") return html`<p>Which word comes next is for the trained model to say, and it is not here.</p>`;
    const share = model.kind === "loading" ? model.share : null;
    return html`<p><span>${share === null ? "Loading the trained model …" : `Loading the trained model: ${Math.round(share * 100)} %`}</span>
      <progress aria-label="Trained model" max="1" value=${share ?? nothing}></progress></p>`;
  }

  private words(reader: TraceReader, row: number) {
    const last = row === reader.tokens.length - 1;
    return html`
      <h3>${last ? "Next word" : html`After <bdi>${tokenLabel(reader, row)}</bdi>`}</h3>
      <ol part="words">${expected(reader, row, shown).map(({ word, probability }) => html`<li>
        <span class="word">${word}</span> <span class="share">${percent(probability)}</span>
        <span class="bar" ${styled({ "--share": `${probability * 100}%` })}></span>
      </li>`)}</ol>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-predictions": HeadwisePredictions;
  }
}
