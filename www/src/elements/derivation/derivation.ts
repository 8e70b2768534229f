import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { styled } from "../shared/styled";
import { describe, type Derivation } from "../../trace/describe";
import { formatNumber } from "../../trace/format";
import { cellParts, type Part } from "../../trace/parts";
import { isHeadAxis, placeLabel } from "../../trace/places";
import type { TraceReader } from "../../trace/reader";
import { sources } from "../../trace/sources";
import type { CellSet } from "../../marks/display-list";
import { HighlightEvent, type Lit } from "../events/highlight";
import { base, buttons } from "../shared/base.styles";
import type { Cell } from "../shared/cells";
import { closeSign, lockSign } from "../shared/icons";
import { partsTemplate } from "../shared/parts";
import { axisWord, tensorName } from "../shared/tensor-names";
import { styles } from "./derivation.styles";

/** Sources listed before the rest is folded away, and the most that are listed at all. */
const listed = 12;
const mostListed = 256;

/**
 * Where the number in a cell comes from: the rule in symbols, with numbers, and the cells it read.
 *
 * @event headwise-highlight - cells under the pointer
 * @event {CustomEvent<Cell | null>} headwise-follow - a source is to be explained next; null frees the cell
 */
@customElement("headwise-derivation")
export class HeadwiseDerivation extends LitElement {
  static override styles = [base, buttons, styles];

  @property({ attribute: false }) reader: TraceReader | null = null;
  @property({ attribute: false }) cell: Cell | null = null;
  @property({ type: Boolean, reflect: true }) locked = false;
  /** The tensor whose sources are all listed. */
  @state() private unfolded: string | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("cell")) this.unfolded = null;
  }

  override render() {
    const { reader, cell } = this;
    if (reader === null || cell === null) return this.invitation();
    const derivation = describe(reader, cell.tensor, cell.index);
    return html`
      <div class="head">
        <h2><span class="dot" ${styled({ background: `var(--hw-${reader.tensor(cell.tensor).role})` })}></span>
          ${capitalised(tensorName(cell.tensor))}</h2>
        ${this.lockState()}
      </div>
      <p class="cell">${this.parts(derivation.cell)}</p>
      <p class="value"><span class="equals">=</span> ${derivation.value.text}</p>
      ${this.place(reader, cell)}
      ${derivation.given ? html`<p class="note">Given, not computed.</p>` : this.rule(derivation)}
      ${this.sourceList(reader, cell)}
    `;
  }

  private invitation() {
    return html`<div class="head"><h2>Where a number comes from</h2></div>
      <p class="note"><span class="fine">Point at a cell</span><span class="coarse">Touch a cell</span> to see the rule that gave
        it, with its numbers, and the cells it was computed from.</p>
      <p class="note fine">A click holds it, Escape lets it go.</p>`;
  }

  private lockState() {
    if (!this.locked) return html`<span class="note fine">click to hold</span>`;
    return html`<button class="quiet" @click=${() => this.follow(null)} title="Let go (Esc)" aria-label="Held. Let go">
      ${lockSign}<span>held</span>${closeSign}</button>`;
  }

  /** The cell's place in words: `head 2 · query keys · key cabinet`. */
  private place(reader: TraceReader, cell: Cell) {
    const { axes } = reader.tensor(cell.tensor);
    if (axes.length === 0) return nothing;
    const words = axes.map((axis, at) => {
      const label = placeLabel(reader, axis.name, cell.index[at] ?? 0);
      // A head's label says that it is one; a word such as “keys” does not say that it is the key.
      return isHeadAxis(axis.name) ? label : `${axisWord(axis.name)} ${label}`;
    });
    return html`<p class="note">${words.join(" · ")}</p>`;
  }

  private rule({ formula, substitution }: Derivation) {
    return html`<p class="rule">= ${this.parts(formula)}</p>
      ${substitution.length === 0 ? nothing : html`<p class="rule">= ${this.parts(substitution)}</p>`}`;
  }

  private sourceList(reader: TraceReader, cell: Cell) {
    const sets = sources(reader, cell.tensor, cell.index);
    if (sets.length === 0) return nothing;
    return html`<h3>Computed from</h3>${sets.map((set) => this.sourceSet(reader, set))}`;
  }

  private sourceSet(reader: TraceReader, set: CellSet) {
    const { tensor, cells } = set;
    const source = (offset: number) => this.source(reader, tensor, offset);
    return html`<div class="set" @pointerenter=${() => this.light(set)} @pointerleave=${() => this.light(null)}>
      <p>${cells.length === 1 ? "1 cell" : `${cells.length} cells`} of <b>${tensorName(tensor)}</b></p>
      <div class="sources">${cells.slice(0, listed).map(source)}</div>
      ${cells.length <= listed ? nothing : html`
        <details .open=${this.unfolded === tensor} @toggle=${(event: Event) => this.onToggle(event, tensor)}>
          <summary>${cells.length - listed} more</summary>
          ${this.unfolded === tensor ? html`<div class="sources">${cells.slice(listed, mostListed).map(source)}</div>` : nothing}
          ${cells.length <= mostListed ? nothing : html`<p>All of them are in the table.</p>`}
        </details>`}
    </div>`;
  }

  private onToggle(event: Event, tensor: string): void {
    const { open } = event.target as HTMLDetailsElement;
    if (open) this.unfolded = tensor;
    else if (this.unfolded === tensor) this.unfolded = null;
  }

  private source(reader: TraceReader, name: string, offset: number) {
    const tensor = reader.tensor(name);
    const index = tensor.index(offset);
    const places = tensor.axes.map((axis, at) => {
      const place = index[at] ?? 0;
      return { label: placeLabel(reader, axis.name, place), place };
    });
    const one = { tensor: name, cells: [offset] };
    return html`<button @click=${() => this.follow({ tensor: name, index })} @pointerenter=${() => this.light(one)}
      @focus=${() => this.light(one)} @blur=${() => this.light(null)}
      ><span>${this.parts(cellParts(tensor, places, [offset]))}</span><span>${formatNumber(tensor.data[offset] ?? 0)}</span></button>`;
  }

  private parts(parts: readonly Part[]) {
    return partsTemplate(parts, (lit) => this.light(lit));
  }

  private light(lit: Lit | null): void {
    this.dispatchEvent(new HighlightEvent(lit));
  }

  private follow(cell: Cell | null): void {
    this.dispatchEvent(new CustomEvent("headwise-follow", { detail: cell }));
  }
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-derivation": HeadwiseDerivation;
  }
}
