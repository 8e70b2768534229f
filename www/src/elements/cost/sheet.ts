/** The sheet: what a reader came for at its head, then each figure with its formula, and two plots. */
import { html, nothing } from "lit";
import type { Calculator } from "../../engine/costs";
import { cachePlotHeight, cachePlotTemplate, cacheScales, nameable } from "./cache-plot";
import { cacheTableTemplate } from "./cache-table";
import { figuresTemplate } from "./figure-rows";
import { cacheFigures } from "./figures/cache";
import { memoryFigures } from "./figures/memory";
import { roofFigures } from "./figures/roof";
import { workFigures } from "./figures/work";
import { memoryBarTemplate } from "./memory-bar";
import { referencesTemplate } from "./references";
import { rooflineHeight, rooflineTemplate, roofScales } from "./roofline-plot";
import { boundsOf, leadOf, stepSentence } from "./sentences";
import type { Computed } from "./state";
import { stepsTableTemplate } from "./steps-table";
import { amount, pace, whole } from "./units";

export interface SheetView {
  readonly calculator: Calculator;
  readonly computed: Computed;
  /** Of the sheet, in pixels. */
  readonly width: number;
  /** The symbol that is pointed at. */
  readonly lit: string | null;
  /** The length that is pointed at in the plot of the cache. */
  readonly length: number | null;
  /** The step along the roof that is pointed at. */
  readonly step: number | null;
}

export interface SheetEvents {
  compare(ids: readonly string[]): void;
  /** The pointer is over a plot, or has left it. */
  overCache(event: PointerEvent | null): void;
  takeLength(event: MouseEvent): void;
  overRoof(event: PointerEvent | null): void;
  /** A symbol is pointed at in a formula. */
  highlight(event: CustomEvent<{ tensor: string } | null>): void;
}

export function sheetTemplate(view: SheetView, events: SheetEvents) {
  const { computed, lit } = view;
  const { facts } = computed;
  return html`<div class="sheet" part="sheet" @headwise-highlight=${events.highlight}>
    ${headTemplate(computed)}
    <section><h3>The cache</h3>${cacheTemplate(view, events)}${figuresTemplate(cacheFigures(facts), lit)}</section>
    <section><h3>The memory</h3>${memoryBarTemplate(computed, view.width)}${figuresTemplate(memoryFigures(facts), lit)}</section>
    <section><h3>The work</h3><p class="told">Prefill reads all tokens of a text at once. A step of decoding computes its last one alone: the others are cached.</p>${figuresTemplate(workFigures(facts), lit)}</section>
    <section><h3>The roofs</h3>${roofTemplate(view, events)}${figuresTemplate(roofFigures(facts), lit)}</section>
    ${referencesTemplate()}
  </div>`;
}

function headTemplate(computed: Computed) {
  const { sheet, facts } = computed;
  const cards = [
    ["A token", amount(sheet.cache.token, "B"), "of cache"],
    [`A text of ${whole(facts.tokens)}`, amount(sheet.cache.text, "B"), "of cache"],
    ["Texts that fit", sheet.fit === null ? "none" : whole(sheet.fit), `in ${amount(sheet.memory, "B")}`],
    ["Decoding, at most", pace(sheet.decode.rate), sheet.spare < 0 ? "tokens/s, if all fit" : "tokens a second"],
  ] as const;
  return html`<dl class="cards">${cards.map(([name, value, unit]) => html`<div><dt>${name}</dt><dd><b>${value}</b> <span>${unit}</span></dd></div>`)}</dl>
    <p class="told">${leadOf(computed)}</p>`;
}

function cacheTemplate({ calculator, computed, width, length }: SheetView, { overCache, takeLength, compare }: SheetEvents) {
  const named = width >= nameable;
  const at = length ?? computed.facts.tokens;
  return html`<figure part="plot"><figcaption>Cache of one text against its length <span>Bytes, at the width that is chosen for cached numbers.
      Point to read lengths off; a click takes one.</span></figcaption>
    <svg class="plot cache" width=${width} height=${cachePlotHeight} role="img" aria-label="Caches grow in step with the text, up to a window where there is one. The table below has the numbers."
      @pointermove=${overCache} @pointerleave=${() => overCache(null)} @click=${takeLength}>
      ${width === 0 ? nothing : cachePlotTemplate(computed, cacheScales(computed, width, named), at, named)}</svg>
    <div class="scroll" role="region" tabindex="0" aria-label="Caches compared">${cacheTableTemplate(computed, calculator.models, at, compare)}</div>
  </figure>`;
}

function roofTemplate({ computed, width, step }: SheetView, { overRoof }: SheetEvents) {
  const marked = step === null ? undefined : computed.steps[step];
  return html`<p class="told">${boundsOf(computed)}</p>
    <figure part="plot"><figcaption>The roofline <span>Operations a second that memory (the slope) and arithmetic (the flat) allow. Dots: decoding
      1 to 1,024 texts, hollow where their caches do not fit.</span></figcaption>
    <svg class="plot roofline" width=${width} height=${rooflineHeight} role="img" aria-label=${boundsOf(computed)}
      @pointermove=${overRoof} @pointerleave=${() => overRoof(null)}>
      ${width === 0 ? nothing : rooflineTemplate(computed, roofScales(computed, width), step)}</svg>
    <p class="read">${marked === undefined ? nothing : stepSentence(marked)}</p>
    <details><summary>As a table</summary><div class="scroll" role="region" tabindex="0" aria-label="Decoding by the number of texts">${stepsTableTemplate(computed)}</div></details>
  </figure>`;
}
