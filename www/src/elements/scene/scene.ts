import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { figureStyles, figureTemplate } from "../shared/figure";
import { base } from "../shared/base.styles";
import { HeadwiseHost } from "../shared/host";
import { theme } from "../shared/theme.styles";
import { styles } from "./scene.styles";

/**
 * One scene: the picture, its caption and its timeline, on numbers computed in the reader's browser.
 *
 *     <headwise-scene scene="attend" text="the cat sat on the mat" heads="2"></headwise-scene>
 *
 * Attributes: scene (split, attend, concat, online-softmax), beat, text, weights (random, or trained: then the shipped
 * model is fetched, 0.7 MB), layer (1 to 3 of it), heads, kv-heads, d-model, causal (of random weights),
 * temperature, seed, off (heads left out), head, row (heads and rows count from 1),
 * tile-rows, tile-columns and splits (of online-softmax), theme (auto,
 * light, dark), backend (auto, webgpu, cpu: whose kernels check the numbers), speed. What can't be computed is replaced by what is nearest to it, and said.
 *
 * @fires headwise-ready - a trace is computed and drawn
 * @fires headwise-beatchange - another beat is on stage
 * @fires headwise-cellselect - a cell was locked or freed
 * @fires headwise-check - the chosen backend has computed the trace's attention again
 * @fires headwise-settingschange - `set` was called
 * @fires headwise-error - something could not be computed; the last good picture stays
 * @csspart figure - picture, words and timeline
 * @csspart canvas - the picture
 * @csspart track - the bar of all beats
 * @cssproperty --hw-accent - and every other token of the theme
 * @cssproperty --hw-stage-height - least height of the picture
 */
@customElement("headwise-scene")
export class HeadwiseScene extends HeadwiseHost {
  static override styles = [theme, base, figureStyles, styles];

  constructor() {
    super("one scene");
  }

  override render() {
    return html`<div class="figure" part="figure">${figureTemplate(this.session, this.scheme)}</div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-scene": HeadwiseScene;
  }
}
