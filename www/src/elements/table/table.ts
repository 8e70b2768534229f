import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { formatNumber } from "../../trace/format";
import { cellsOf, offsetOf } from "../../marks/view";
import type { AxisRange, TensorView } from "../../marks/display-list";
import { toCsv, toNumpy, viewOf } from "../../trace/export";
import { placeLabel } from "../../trace/places";
import type { TraceReader } from "../../trace/reader";
import { base, buttons, inputs } from "../shared/base.styles";
import { closeSign } from "../shared/icons";
import { axisWord, tensorLabel } from "../shared/tensor-names";
import { styles } from "./table.styles";

/**
 * Any tensor of the trace as an HTML table in a dialog, to be read by a screen reader or copied.
 *
 * @csspart dialog - the dialog
 */
@customElement("headwise-table")
export class HeadwiseTable extends LitElement {
  static override styles = [base, buttons, inputs, styles];

  @property({ attribute: false }) reader: TraceReader | null = null;
  @state() private tensor = "weights";
  /** The place on each axis that is not a row or a column, by name. */
  @state() private held: Readonly<Record<string, number>> = {};
  @state() private copied = "";
  @query("dialog") private readonly dialog!: HTMLDialogElement;

  /** Opens the table at a tensor, and at the slice with these places by axis name. */
  async open(tensor = this.tensor, at: Readonly<Record<string, number>> = {}): Promise<void> {
    this.tensor = tensor;
    this.held = at;
    this.copied = "";
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { reader } = this;
    if (!changed.has("reader") || reader === null || reader.has(this.tensor)) return;
    this.tensor = reader.names[0] ?? "";
  }

  override render() {
    const { reader } = this;
    if (reader === null || !reader.has(this.tensor)) return html`<dialog></dialog>`;
    const outer = reader.tensor(this.tensor).axes.slice(0, -2);
    const held = Object.fromEntries(outer.map(({ name, extent }) => [name, Math.min(extent - 1, this.held[name] ?? 0)]));
    const view = viewOf(reader, this.tensor, held);
    return html`<dialog part="dialog" aria-labelledby="title">
      <header>
        <h2 id="title">Numbers as a table</h2>
        <button class="icon quiet" aria-label="Close" @click=${() => this.dialog.close()}>${closeSign}</button>
      </header>
      <div class="choices">
        <label>Tensor <select class="tensor" @change=${this.onTensor}>${reader.names.map((name) => this.option(reader, name))}</select></label>
        ${outer.map(({ name, extent }) => this.place(reader, name, extent, held[name] ?? 0))}
        <span class="copy">
          <button @click=${() => this.copy("CSV", toCsv(reader, view))}>Copy as CSV</button>
          <button @click=${() => this.copy("NumPy", toNumpy(reader, view))}>Copy as NumPy</button>
          <span role="status">${this.copied}</span>
        </span>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label="Table">${this.table(reader, view)}</div>
    </dialog>`;
  }

  private option(reader: TraceReader, name: string) {
    return html`<option value=${name} ?selected=${name === this.tensor}>${tensorLabel(reader.tensor(name))}</option>`;
  }

  private place(reader: TraceReader, axis: string, extent: number, chosen: number) {
    const places = Array.from({ length: extent }, (_, place) => place);
    return html`<label>${axisWord(axis)} <select @change=${(event: Event) => this.onPlace(event, axis)}>
      ${places.map((place) => html`<option value=${place} ?selected=${place === chosen}>${placeLabel(reader, axis, place)}</option>`)}
    </select></label>`;
  }

  private table(reader: TraceReader, view: TensorView) {
    const cells = cellsOf(reader, view);
    const labels = (range: AxisRange | null) =>
      range === null ? [] : Array.from({ length: range.count }, (_, at) => placeLabel(reader, range.axis, range.start + at));
    const [rowLabels, colLabels] = [labels(view.rows), labels(view.cols)];
    const corner = [view.rows, view.cols].flatMap((range) => (range === null ? [] : [axisWord(range.axis)])).join(" \\ ");
    const head = view.cols === null ? nothing : html`<thead><tr>${view.rows === null ? nothing : html`<th scope="col">${corner}</th>`}
      ${colLabels.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>`;
    const write = cells.data.every(Number.isInteger) ? formatNumber : fourDecimals;
    const places = (count: number) => Array.from({ length: count }, (_, place) => place);
    return html`<table><caption class="unseen">${tensorLabel(reader.tensor(this.tensor))}</caption>${head}<tbody>
      ${places(cells.rows).map((row) => html`<tr>
        ${view.rows === null ? nothing : html`<th scope="row">${rowLabels[row]}</th>`}
        ${places(cells.cols).map((col) => html`<td>${write(cells.data[offsetOf(cells, row, col)] ?? 0)}</td>`)}
      </tr>`)}
    </tbody></table>`;
  }

  private onTensor(event: Event): void {
    this.tensor = (event.target as HTMLSelectElement).value;
    this.held = {};
    this.copied = "";
  }

  private onPlace(event: Event, axis: string): void {
    this.held = { ...this.held, [axis]: Number((event.target as HTMLSelectElement).value) };
    this.copied = "";
  }

  private async copy(format: string, text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = `Copied as ${format}.`;
    } catch {
      this.copied = "The browser does not let this page copy.";
    }
  }
}

/** As many decimals in every cell, so that a column can be read down. */
function fourDecimals(value: number): string {
  return Number.isFinite(value) ? value.toFixed(4).replace("-", "−") : formatNumber(value);
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-table": HeadwiseTable;
  }
}
