import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { base, buttons } from "../shared/base.styles";
import { progress } from "./store";

/** Saves a reader's progress in the lessons to a file, takes it from one, and erases it. */
@customElement("headwise-progress-keeper")
export class HeadwiseProgressKeeper extends LitElement {
  static override styles = [base, buttons, css`
    :host { display: block; }
    p { margin: 0 0 8px; color: var(--hw-muted); font-size: var(--hw-text-body); }
    .actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
    input { position: absolute; opacity: 0; width: 1px; height: 1px; }
  `];

  @state() private told = "";
  @state() private asking = false;

  override connectedCallback(): void {
    super.connectedCallback();
    progress.addEventListener("change", this.onChange);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    progress.removeEventListener("change", this.onChange);
  }

  override render() {
    const none = Object.keys(progress.reached).length === 0;
    return html`<p>Your progress is kept in this browser and is sent nowhere.</p>
      <div class="actions">
        <button ?disabled=${none} @click=${this.save}>Save to a file</button>
        <button @click=${() => this.file?.click()}>Take from a file</button>
        <input type="file" accept="application/json" tabindex="-1" aria-label="A file with progress" @change=${this.take} />
        ${this.asking ? html`<button @click=${this.erase}>Erase all of it</button><button @click=${() => (this.asking = false)}>Keep it</button>`
          : html`<button ?disabled=${none} @click=${() => (this.asking = true)}>Erase …</button>`}
        <span role="status">${this.told === "" ? nothing : this.told}</span>
      </div>`;
  }

  private get file(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input");
  }

  private save(): void {
    const address = URL.createObjectURL(new Blob([progress.export()], { type: "application/json" }));
    Object.assign(document.createElement("a"), { href: address, download: "headwise-lessons.json" }).click();
    URL.revokeObjectURL(address);
    this.told = "Saved.";
  }

  private async take(): Promise<void> {
    const file = this.file?.files?.[0];
    if (file === undefined) return;
    this.told = progress.import(await file.text()) ? "Taken." : "That file holds no progress.";
  }

  private erase(): void {
    progress.erase();
    this.asking = false;
    this.told = "Erased.";
  }

  private readonly onChange = (): void => this.requestUpdate();
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-progress-keeper": HeadwiseProgressKeeper;
  }
}
