import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { formatNumber } from "../../trace/format";
import { placeLabel } from "../../trace/places";
import type { TraceReader } from "../../trace/reader";
import { base, buttons, inputs } from "../shared/base.styles";
import { closeSign } from "../shared/icons";
import { outerAxes, sliceOf, type Slice } from "../shared/slice";
import { tensorLabel } from "../shared/tensor-names";
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
  /** One place for each axis that is not a row or a column. */
  @state() private held: readonly number[] = [];
  @state() private copied = "";
  @query("dialog") private readonly dialog!: HTMLDialogElement;

  /** Opens the table at a tensor, and at the slice that holds `index`. */
  async open(tensor = this.tensor, index: readonly number[] = []): Promise<void> {
    this.tensor = tensor;
    this.held = index.slice(0, -2);
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
    const slice = sliceOf(reader, this.tensor, this.held);
    return html`<dialog part="dialog" aria-labelledby="title">
      <header>
        <h2 id="title">Numbers as a table</h2>
        <button class="icon quiet" aria-label="Close" @click=${() => this.dialog.close()}>${closeSign}</button>
      </header>
      <div class="choices">
        <label>Tensor <select class="tensor" @change=${this.onTensor}>${reader.names.map((name) => this.option(reader, name))}</select></label>
        ${outerAxes(reader, this.tensor).map((axis, at) => this.place(reader, axis.name, axis.extent, at))}
        <span class="copy">
          <button @click=${() => this.copy("CSV", toCsv(reader, slice))}>Copy as CSV</button>
          <button @click=${() => this.copy("NumPy", toNumpy(reader, slice))}>Copy as NumPy</button>
          <span role="status">${this.copied}</span>
        </span>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label="Table">${this.table(reader, slice)}</div>
    </dialog>`;
  }

  private option(reader: TraceReader, name: string) {
    return html`<option value=${name} ?selected=${name === this.tensor}>${tensorLabel(reader.tensor(name))}</option>`;
  }

  private place(reader: TraceReader, axis: string, extent: number, at: number) {
    const chosen = Math.min(extent - 1, this.held[at] ?? 0);
    const places = Array.from({ length: extent }, (_, place) => place);
    return html`<label>${axis} <select @change=${(event: Event) => this.onPlace(event, at)}>
      ${places.map((place) => html`<option value=${place} ?selected=${place === chosen}>${placeLabel(reader, axis, place)}</option>`)}
    </select></label>`;
  }

  private table(reader: TraceReader, { rows, rowLabels, colLabels, rowAxis, colAxis }: Slice) {
    const { data } = reader.tensor(this.tensor);
    const corner = [rowAxis, colAxis].filter((axis) => axis !== null).join(" \\ ");
    const head = colLabels.length === 0 ? nothing : html`<thead><tr><th scope="col">${corner}</th>
      ${colLabels.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>`;
    return html`<table><caption class="unseen">${tensorLabel(reader.tensor(this.tensor))}</caption>${head}<tbody>
      ${rows.map((row, at) => html`<tr>${rowLabels[at] === undefined ? nothing : html`<th scope="row">${rowLabels[at]}</th>`}
        ${row.map((offset) => html`<td>${formatNumber(data[offset] ?? 0)}</td>`)}</tr>`)}
    </tbody></table>`;
  }

  private onTensor(event: Event): void {
    this.tensor = (event.target as HTMLSelectElement).value;
    this.held = [];
    this.copied = "";
  }

  private onPlace(event: Event, at: number): void {
    const held = [...this.held];
    held[at] = Number((event.target as HTMLSelectElement).value);
    this.held = Array.from(held, (place) => place ?? 0);
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

declare global {
  interface HTMLElementTagNameMap {
    "headwise-table": HeadwiseTable;
  }
}
