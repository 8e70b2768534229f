import { css, html, LitElement, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { fromHex } from "../../theme/oklab";

/**
 * The weights of one head as a picture: a pixel for each query (row) and key (column), scaled by the
 * style. The ink grows with the square root of the weight, from none at 0 to full at 1, the same for
 * every head: so that heads which spread their weight still show where.
 */
@customElement("headwise-head-map")
export class HeadwiseHeadMap extends LitElement {
  static override styles = css`
    :host { display: block; aspect-ratio: 1; }
    canvas { display: block; width: 100%; height: 100%; image-rendering: pixelated; }
  `;

  /** `[n, n]`. */
  @property({ attribute: false }) weights: Float32Array = new Float32Array();
  /** Redraws when it changes: the ink comes from the theme. */
  @property() scheme = "";

  override render() {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const canvas = this.renderRoot.querySelector("canvas");
    const context = canvas?.getContext("2d") ?? null;
    const n = Math.sqrt(this.weights.length);
    if (canvas === null || context === null || n === 0) return;
    const [red, green, blue] = fromHex(getComputedStyle(this).getPropertyValue("--hw-weight").trim() || "#000000");
    const image = new ImageData(n, n);
    for (const [at, weight] of this.weights.entries()) {
      image.data.set([red, green, blue, 255 * Math.sqrt(weight)], 4 * at);
    }
    canvas.width = n;
    canvas.height = n;
    context.putImageData(image, 0, 0);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-head-map": HeadwiseHeadMap;
  }
}
