import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base, buttons } from "../shared/base.styles";
import { closeSign } from "../shared/icons";

/**
 * A sentence that the reader should see, in place: what is wrong, or what was set otherwise than asked.
 *
 * @event {CustomEvent<void>} headwise-dismiss - the reader has read it
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
    p { flex: 1; margin: 4px 0; }
  `];

  @property() kind: "error" | "note" = "note";
  @property() message = "";

  override render() {
    return html`<div class="notice ${this.kind}" part="notice" role=${this.kind === "error" ? "alert" : "status"}>
      <p>${this.message}</p>
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
