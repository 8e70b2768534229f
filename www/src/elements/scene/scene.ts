import { html, nothing, type PropertyValues } from "lit";
import { customElement } from "lit/decorators.js";
import { controlsTemplate } from "../shared/controls";
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
 * Nothing is loaded or computed before it nears the viewport. What can't be computed is replaced by what is nearest
 * to it, and said in place and by `headwise-error`.
 *
 * @attr {split|attend|concat|kv-cache|online-softmax} scene - which scene
 * @attr {string} beat - where the story stands: the id of a beat
 * @attr {string} text - the sentence
 * @attr {random|trained} weights - whose weights; trained fetches the shipped model, 0.7 MB
 * @attr {number} layer - 1 to 3 of the trained model
 * @attr {number} heads - query heads, of random weights: 1, 2, 4 or 8
 * @attr {number} kv-heads - key and value heads, a divisor of heads
 * @attr {number} d-model - the width of the residual stream: 16, 32 or 64
 * @attr {boolean} causal - whether a word sees no later word
 * @attr {number} temperature - divides the scores besides the root of d_k
 * @attr {number} seed - of the random weights
 * @attr {string} off - heads left out, as numbers from 1 between commas
 * @attr {number} head - the head that is followed, from 1
 * @attr {number} row - the word whose query is followed, from 1
 * @attr {number} tile-rows - B_r of the online softmax
 * @attr {number} tile-columns - B_c of the online softmax
 * @attr {number} splits - workers that share the keys of the last query
 * @attr {number} prompt - words that prefill the cache; 0: as many as leave room for the steps
 * @attr {number} steps - tokens decoded over the cache, up to 48; 0: as many as is usual
 * @attr {number} block - rows of a page of the cache
 * @attr {number} window - the newest rows that stay where rows are evicted
 * @attr {number} sinks - the first rows that stay, at most as many
 * @attr {number} groups - key heads of the grouped queries that are compared; divides the heads, 0: half or those of the run
 * @attr {auto|light|dark} theme - which colours
 * @attr {auto|webgpu|cpu} backend - whose fast kernels compute the attention once more; without it the check is left out
 * @attr {number} speed - 0.5, 1, 2 or 4
 *
 * @fires headwise-ready - a trace is computed and drawn
 * @fires headwise-beatchange - another beat is on stage
 * @fires headwise-cellselect - a cell was locked or freed
 * @fires headwise-backendchange - the fast kernels compute somewhere else than before, or it is first known where
 * @fires headwise-check - the named backend has computed the trace's attention again
 * @fires headwise-settingschange - `set` was called
 * @fires headwise-error - something could not be computed, or taken as it was given; the last good picture stays
 * @slot - words shown where nothing can be computed, and before the element is defined
 * @csspart figure - picture, words and timeline
 * @csspart canvas - the picture
 * @csspart words - caption and formula
 * @csspart track - the bar of all beats
 * @cssproperty --hw-accent - and every other token of the theme
 * @cssproperty --hw-stage-height - least height of the picture
 */
@customElement("headwise-scene")
export class HeadwiseScene extends HeadwiseHost {
  static override styles = [theme, base, figureStyles, styles];

  protected readonly usualControls = "timeline";

  constructor() {
    super("one scene");
  }

  override render() {
    return html`<div class="figure" part="figure">
      ${this.left.has("settings") ? nothing : this.controlsTemplate()}
      ${figureTemplate(this.session, this.scheme, this.left)}</div>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    // Most scenes are shown without: their pages need not load them.
    if (!this.left.has("settings")) void import("../controls/controls");
    if (this.session.settings.weights !== "random") void import("../predictions/predictions");
  }

  private controlsTemplate() {
    return html`<details class="controls" part="controls"><summary>Settings</summary>
      ${controlsTemplate(this.session, this.scheme)}</details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-scene": HeadwiseScene;
  }
}
