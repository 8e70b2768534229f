import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { ModelInfo } from "../../engine";
import { base, inputs } from "../shared/base.styles";
import type { OwnState } from "../shared/own-model";

/**
 * Where a reader opens a model of their own, and what came of it.
 *
 * @event {CustomEvent<readonly File[]>} headwise-files - files were chosen
 */
@customElement("headwise-own-model")
export class HeadwiseOwnModel extends LitElement {
  static override styles = [base, inputs, css`
    :host { display: block; }
    .choose {
      display: block; padding: 16px 12px; border: 1px dashed var(--hw-edge); border-radius: var(--hw-radius-small);
      background: var(--hw-surface); text-align: center; line-height: 1.4; cursor: pointer;
    }
    .choose:hover, .choose.over { border-color: var(--hw-accent); background: var(--hw-hover); }
    .choose:focus-within { outline: 2px solid var(--hw-accent); outline-offset: 2px; }
    .choose b { color: var(--hw-accent); font-weight: 500; }
    .failed { margin: 8px 0 0; padding-left: 12px; border-left: 4px solid var(--hw-danger); font-size: var(--hw-text-body); line-height: 1.4; overflow-wrap: anywhere; }
    .choose ~ .hint { margin-top: 8px; }
    .there { margin: 8px 0 0; font-size: var(--hw-text-body); line-height: 1.4; }
  `];

  @property({ attribute: false }) state: OwnState = { kind: "absent" };
  /** The model that is open. */
  @property({ attribute: false }) info: ModelInfo | null = null;
  @property({ type: Boolean }) private over = false;

  override render() {
    const { state, info } = this;
    return html`
      <label class=${this.over ? "choose over" : "choose"} @dragenter=${() => (this.over = true)} @dragleave=${() => (this.over = false)} @drop=${() => (this.over = false)}>
        <input class="unseen" type="file" multiple accept=".json,.safetensors" aria-describedby="files" @change=${this.onChange} />
        <b>${info === null ? "Choose files" : "Choose others"}</b> or drop them here
      </label>
      ${state.kind === "failed" ? html`<p class="failed" role="alert">${state.message}</p>` : nothing}
      <p class=${info === null ? "hint" : "there"} role="status">${state.kind === "reading" ? "Reading …" : info === null ? "" : told(info)}</p>
      <p class="hint" id="files">The <code>.safetensors</code> file and <code>config.json</code> of a small GPT-2, Llama or Mistral, and its
        <code>tokenizer.json</code> if it has one. They are read in this page and sent nowhere, so a link does not carry them.</p>
    `;
  }

  private onChange(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    const files = [...(event.target.files ?? [])];
    // The same files can be chosen again.
    event.target.value = "";
    if (files.length > 0) this.dispatchEvent(new CustomEvent("headwise-files", { detail: files }));
  }
}

const layouts = { gpt2: "GPT-2", llama: "Llama" } as const;

/** What the model is, and what a text is to it. */
function told({ layout, layers, vocabulary, positions, reads }: ModelInfo): string {
  const texts = {
    words: "It reads the words of the built-in language.",
    bytes: "It reads any text by its own tokenizer.",
    numbers: `It came without a tokenizer: a text is numbers of tokens, 0 to ${vocabulary - 1}.`,
  }[reads];
  return `${layouts[layout]} layout, ${layers} ${layers === 1 ? "layer" : "layers"}, ${vocabulary} tokens. ${texts} Up to ${positions} tokens are shown.`;
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-own-model": HeadwiseOwnModel;
  }
}
