import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { formatNumber } from "../../trace/format";
import "../choice/choice";
import { SetEvent } from "../events/set";
import { base } from "../shared/base.styles";
import type { CheckResult } from "../shared/check";
import type { Failure } from "../shared/messages";
import type { BackendChoice } from "../shared/settings";

/** What rounding explains at these sizes, generously. */
const explained = 1e-4;

/**
 * Which kernels the engine runs, the choice among them, and how far their output is from the picture's.
 *
 * @event headwise-set - another backend is asked for
 */
@customElement("headwise-backend")
export class HeadwiseBackend extends LitElement {
  static override styles = [base, css`
    :host { display: block; }
    p { margin: 8px 0 0; font-size: var(--hw-text-small); line-height: 1.5; color: var(--hw-muted); overflow-wrap: anywhere; }
    .warning { color: var(--hw-danger); }
  `];

  @property() choice: BackendChoice = "auto";
  @property({ attribute: false }) result: CheckResult | null = null;
  @property({ attribute: false }) failure: Failure | null = null;

  override render() {
    return html`
      <headwise-choice label="Fast kernels run on" .value=${this.choice} .options=${[
        { value: "auto", label: "Auto" }, { value: "webgpu", label: "WebGPU" }, { value: "cpu", label: "CPU" },
      ]} @headwise-choose=${(event: CustomEvent<BackendChoice>) => this.dispatchEvent(new SetEvent({ backend: event.detail }))}></headwise-choice>
      <div role="status">${this.state()}</div>
    `;
  }

  private state() {
    const { result, failure } = this;
    if (failure !== null) return html`<p class="warning">${failure.message}</p>`;
    if (result === null) return html`<p>${this.choice === "webgpu" ? "Opening WebGPU" : "Checking"} …</p>`;
    const { backend, adapter, simd, fallbackReason, difference } = result;
    const where = backend === "webgpu" ? `WebGPU (${adapter ?? "unnamed adapter"})` : `the CPU (WebAssembly, ${simd === "relaxed" ? "relaxed SIMD" : simd})`;
    return html`
      ${fallbackReason === null ? nothing : html`<p class="reason">${sentence(fallbackReason)}</p>`}
      <p>Here: ${where}. Their attention of this Q, K and V ${difference === 0 ? "is the picture’s exactly"
        : html`differs from the picture’s by at most <span class="difference">${formatNumber(difference)}</span>`}.</p>
      ${difference <= explained ? nothing : html`<p class="warning">Rounding does not explain that.</p>`}
    `;
  }
}

/** A reason is a clause. */
function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-backend": HeadwiseBackend;
  }
}
