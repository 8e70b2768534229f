import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../choice/choice";
import { SetEvent } from "../events/set";
import { base, buttons, inputs } from "../shared/base.styles";
import type { CacheSizes } from "../shared/extras";
import { allDivisors } from "../shared/reading";
import { initialSettings, mostTokens, type Settings } from "../shared/settings";
import { styles } from "./cache.styles";

type Size = "prompt" | "steps" | "block" | "window" | "sinks";

/**
 * How a text is run through a cache, and how the cache is kept: prompt, steps, groups, pages, window and sinks.
 *
 * @event headwise-set - another size is asked for
 */
@customElement("headwise-cache")
export class HeadwiseCache extends LitElement {
  static override styles = [base, buttons, inputs, styles];

  @property({ attribute: false }) settings: Settings = initialSettings;
  /** Prompt and steps as they are, and how far they could go; null while the trace keeps no cache. */
  @property({ attribute: false }) sizes: CacheSizes | null = null;

  override render() {
    const { block, window, sinks } = this.settings;
    const { sizes } = this;
    return html`
      ${sizes === null ? nothing : html`
        ${this.slider("prompt", "Words of the prompt", sizes.prompt, [1, sizes.mostPrompt])}
        ${this.slider("steps", "Tokens after it", sizes.steps, [1, sizes.mostSteps])}
        ${this.groups(sizes)}`}
      ${this.slider("block", "Rows of a page", block, [1, Math.max(block, 16)])}
      ${this.slider("window", "Rows of the window", window, [1, Math.max(window, 24)])}
      ${this.slider("sinks", "Sinks, first rows that stay", sinks, [0, Math.min(window, Math.max(sinks, 8))])}
    `;
  }

  private groups({ heads, groups }: CacheSizes) {
    const options = allDivisors(heads).map((each) => ({ value: String(each), label: String(each) }));
    return html`<headwise-choice label="Groups compared, GQA" .value=${String(groups)} .options=${options}
      @headwise-choose=${(event: CustomEvent<string>) => this.dispatchEvent(new SetEvent({ groups: Number(event.detail) }))}></headwise-choice>`;
  }

  private slider(size: Size, label: string, value: number, [least, most]: readonly [number, number]) {
    return html`<div>
      <label for=${size}>${label} <output>${value}</output></label>
      <input id=${size} type="range" min=${least} max=${Math.max(least, Math.min(most, mostTokens))} step="1" .value=${String(value)}
        @input=${(event: Event) => this.ask(size, event)} />
    </div>`;
  }

  private ask(size: Size, event: Event): void {
    this.dispatchEvent(new SetEvent({ [size]: (event.target as HTMLInputElement).valueAsNumber }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-cache": HeadwiseCache;
  }
}
