/** What stands beside the picture: the scale, what is pointed at, one cell derived, and the strongest in view. */
import { html, nothing } from "lit";
import type { MapCell } from "../../engine/map/maps";
import { formatNumber } from "../../trace/format";
import { styled } from "../shared/styled";
import type { WordAt } from "./axes";
import type { Pointed } from "./pointed";
import { marksOf, type ScaleKind } from "./scale";
import type { Aggregate } from "./settings";
import type { StrongCell } from "./strongest";
import type { MapShape } from "./view";
import { blockSentence, placeName, rangeName, weightName } from "./words";

export function legendTemplate(scale: ScaleKind, block: number, show: Aggregate, isMasked: boolean) {
  return html`<section class="legend" aria-label="Scale">
    <h3>Weight, ${scale === "log" ? "on a logarithmic scale" : "on a linear scale"}</h3>
    <div class="ramp ${scale}" aria-hidden="true"></div>
    <ol class="marks" aria-label="Marks of the scale">${marksOf(scale).map(({ label, place }) => html`<li ${styled({ "--place": String(place) })}>${label}</li>`)}</ol>
    ${isMasked ? html`<p class="hint"><span class="swatch" aria-hidden="true"></span> hidden by the mask</p>` : nothing}
    <p class="aggregate">${blockSentence(block, show)}</p>
  </section>`;
}

/** The block under the pointer. */
export function pointedTemplate(pointed: Pointed | null, shape: MapShape, show: Aggregate, wordAt: WordAt) {
  if (pointed === null) return html`<p class="hint pointed">Point at the map to read it. Click a square to derive its strongest cell.</p>`;
  const { row, key, block, step } = pointed;
  const value = pointed[show];
  const isCell = block === 1;
  return html`<dl class="pointed">
    <div><dt>${isCell ? "query" : "queries"}</dt><dd>${isCell ? placeName(row, wordAt) : rangeName(row, block, shape.rows)}</dd></div>
    <div><dt>${isCell ? "key" : "keys"}</dt><dd>${isCell ? placeName(key, wordAt) : rangeName(key, block, shape.keys)}</dd></div>
    <div><dt>${isCell ? "weight" : show === "max" ? "largest weight" : "mean weight"}</dt><dd>${value === null ? "…" : weightName(value)}${
      value !== null && step > 1 ? ` (1 row in ${step})` : ""}</dd></div>
  </dl>`;
}

/** Digits enough to follow a sum by hand. */
function fine(value: number): string {
  return Number.isFinite(value) ? value.toFixed(Math.abs(value) < 1 ? 4 : 3).replace("-", "−") : formatNumber(value);
}

/** How one weight came about. */
export interface Derived {
  readonly row: number;
  readonly key: number;
  readonly cell: MapCell;
}

export function derivedTemplate(derived: Derived | null, wordAt: WordAt) {
  if (derived === null) return nothing;
  const { row, key, cell } = derived;
  return html`<section class="derived" aria-label="One weight, derived">
    <h3>Query ${placeName(row, wordAt)}, key ${placeName(key, wordAt)}</h3>
    ${cell.hidden ? html`<p>The mask hides this key from this query: its weight is 0.</p>` : html`<dl>
      <div><dt>q · k</dt><dd>${fine(cell.dot)}</dd></div>
      <div><dt>× scale ${fine(cell.scale)}</dt><dd>${fine(cell.dot * cell.scale)}</dd></div>
      <div><dt>− lse ${fine(cell.lse)}</dt><dd>${fine(cell.dot * cell.scale - cell.lse)}</dd></div>
      <div class="result"><dt>exp: the weight</dt><dd>${weightName(cell.weight)}</dd></div>
    </dl>`}
  </section>`;
}

/** @param show Shows a cell in the middle of the picture. */
export function strongestTemplate(strongest: readonly StrongCell[] | null, isExact: boolean, wordAt: WordAt, show: (cell: StrongCell) => void) {
  return html`<section class="strongest">
    <h3>Strongest in view</h3>
    ${strongest === null ? html`<p class="hint">${isExact ? "Being looked up." : "Listed when the picture is exact."}</p>`
      : strongest.length === 0 ? html`<p class="hint">No weight in view is above 0.</p>`
      : html`<ol>${strongest.map((cell) => html`<li><button class="quiet" @click=${() => show(cell)}>
          <span>query ${placeName(cell.row, wordAt)}<br />key ${placeName(cell.key, wordAt)}</span><b>${weightName(cell.weight)}</b></button></li>`)}</ol>`}
  </section>`;
}
