import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base } from "../shared/base.styles";
import { progress } from "./store";

/**
 * How far a reader has come in a lesson: one mark for each of its checkpoints.
 *
 * Attributes: lesson; checkpoints (their names, between spaces).
 *
 * @csspart marks - the row of marks
 */
@customElement("headwise-progress")
export class HeadwiseProgress extends LitElement {
  static override styles = [base, css`
    :host { display: block; min-height: 20px; }
    p { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; margin: 0; color: var(--hw-muted); font-size: var(--hw-text-small); }
    span { width: 16px; height: 8px; border: 1px solid var(--hw-edge); border-radius: 4px; }
    .right { border-color: var(--hw-accent); background: var(--hw-accent); }
    .shown { border-color: var(--hw-accent); background: linear-gradient(90deg, var(--hw-accent) 50%, transparent 50%); }
    b { margin-left: 4px; font-weight: 400; }
  `];

  @property() lesson = "";
  @property() checkpoints = "";

  override connectedCallback(): void {
    super.connectedCallback();
    progress.addEventListener("change", this.onChange);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    progress.removeEventListener("change", this.onChange);
  }

  override render() {
    const names = this.checkpoints.split(" ").filter((name) => name !== "");
    if (names.length === 0) return nothing;
    const reached = progress.reached[this.lesson] ?? {};
    const right = names.filter((name) => reached[name] === "right").length;
    return html`<p part="marks">${names.map((name) => html`<span class=${reached[name] ?? ""}></span>`)}
      <b>${right === 0 ? `${names.length} checkpoints` : `${right} of ${names.length} checkpoints`}</b></p>`;
  }

  private readonly onChange = (): void => this.requestUpdate();
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-progress": HeadwiseProgress;
  }
}
