import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base, buttons } from "../shared/base.styles";
import { closeSign } from "../shared/icons";

/**
 * Sentences that the reader should see, in place: what is wrong, or what was set otherwise than asked.
 *
 * @event {CustomEvent<void>} headwise-dismiss - the reader has read them
 * @event {CustomEvent<void>} headwise-act - the reader wants what the button says
 * @csspart notice - the box
 */
@customElement("headwise-notice")
export class HeadwiseNotice extends LitElement {
  static override styles = [base, buttons, css`
    :host { display: block; }
    .notice {
      display: flex; gap: 8px; align-items: flex-start; padding: 8px 8px 8px 16px; border: 1px solid var(--hw-line);
      border-left: 4px solid var(--hw-accent); border-radius: var(--hw-radius-small); background: var(--hw-surface);
      font-size: var(--hw-text-body); line-height: 1.5;
    }
    .error { border-left-color: var(--hw-danger); }
    div div { flex: 1; min-width: 0; overflow-wrap: anywhere; }
    p { margin: 4px 0; }
  `];

  @property() kind: "error" | "note" = "note";
  /** Each is a paragraph. */
  @property({ attribute: false }) messages: readonly string[] = [];

  /** What a button in it does; none when empty. */
  @property() action = "";

  override render() {
    return html`<div class="notice ${this.kind}" part="notice" role=${this.kind === "error" ? "alert" : "status"}>
      <div>${this.messages.map((message) => html`<p>${message}</p>`)}</div>
      ${this.action === "" ? "" : html`<button @click=${() => this.dispatchEvent(new CustomEvent("headwise-act"))}>${this.action}</button>`}
      ${this.kind === "error" ? "" : html`<button class="icon quiet" aria-label="Dismiss"
        @click=${() => this.dispatchEvent(new CustomEvent("headwise-dismiss"))}>${closeSign}</button>`}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-notice": HeadwiseNotice;
  }
}
