import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { SetEvent } from "../events/set";
import { base, buttons, inputs } from "../shared/base.styles";
import { initialSettings, type Settings } from "../shared/settings";
import { styles } from "./tiles.styles";

type Size = "tileRows" | "tileColumns" | "splits";

/**
 * The sizes of a walk over tiles, from 1 to the tokens there are.
 *
 * @event headwise-set - another size is asked for
 */
@customElement("headwise-tiles")
export class HeadwiseTiles extends LitElement {
  static override styles = [base, buttons, inputs, styles];

  @property({ attribute: false }) settings: Settings = initialSettings;
  /** Words of the trace. */
  @property({ type: Number }) tokens = 1;

  override render() {
    return html`
      ${this.slider("tileRows", html`Queries in a tile, B<sub>r</sub>`)}
      ${this.slider("tileColumns", html`Keys in a tile, B<sub>c</sub>`)}
      ${this.slider("splits", "Workers for the last query")}
    `;
  }

  private slider(size: Size, label: unknown) {
    const value = this.settings[size];
    // A size from an address may be larger than the sentence: one tile holds it all.
    const most = Math.max(this.tokens, value);
    return html`<div>
      <label for=${size}>${label} <output>${value}</output></label>
      <input id=${size} type="range" min="1" max=${most} step="1" .value=${String(value)}
        @input=${(event: Event) => this.ask(size, event)} />
    </div>`;
  }

  private ask(size: Size, event: Event): void {
    this.dispatchEvent(new SetEvent({ [size]: (event.target as HTMLInputElement).valueAsNumber }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-tiles": HeadwiseTiles;
  }
}
