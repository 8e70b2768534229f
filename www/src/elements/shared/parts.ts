/** Parts of a formula as text on the page; those that stand for cells light them. */
import { html, nothing } from "lit";
import type { Part } from "../../trace/parts";
import type { Lit } from "../events/highlight";

/** `light` is told the cells under the pointer, and null when it leaves them. */
export function partsTemplate(parts: readonly Part[], light: (lit: Lit | null) => void) {
  return parts.map((part) => {
    const sub = part.sub === undefined ? nothing : html`<sub>${part.sub}</sub>`;
    const sup = part.sup === undefined ? nothing : html`<sup>${part.sup}</sup>`;
    const { tensor, cells } = part;
    if (tensor === undefined || cells === undefined) return html`<span class=${part.kind}>${part.text}${sub}${sup}</span>`;
    return html`<span class="${part.kind} cells" @pointerenter=${() => light({ tensor, cells })}
      @pointerleave=${() => light(null)}>${part.text}${sub}${sup}</span>`;
  });
}
