import { html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../backend/backend";
import "../controls/controls";
import "../derivation/derivation";
import "../predictions/predictions";
import "../table/table";
import type { HeadwiseTable } from "../table/table";
import { base, buttons, inputs } from "../shared/base.styles";
import type { Cell } from "../shared/cells";
import { engineFor } from "../shared/computation";
import { controlsTemplate } from "../shared/controls";
import { figureStyles, figureTemplate } from "../shared/figure";
import { HeadwiseHost } from "../shared/host";
import { closeSign, linkSign, settingsSign, tableSign } from "../shared/icons";
import { pageBarStyles, themeTemplate } from "../shared/page-bar";
import { readAddress, writeAddress } from "../shared/reading";
import { shipped } from "../shared/shipped";
import { trainedModel } from "../shared/model";
import { ownModel, sizesOfModel, turnTo } from "../shared/own-model";
import { trainedSettings, type Settings } from "../shared/settings";
import { theme } from "../shared/theme.styles";
import { styles } from "./playground.styles";

/** Under this width, in pixels, there is one column, and controls and derivation come up as sheets. */
const narrowWidth = 900;
/** The address is written when the reader rests: browsers refuse to write it many times a second. */
const addressDelay = 250;

/**
 * All scenes on one timeline, with everything a reader can set, the derivation of any cell and every
 * tensor as a table. Takes the attributes of `headwise-scene`, where `weights` is `trained` unless given
 * (or a size or seed is, which only random weights have), and these:
 *
 * @attr {boolean} page - the element is the page: its keys are heard everywhere and its state is in the address
 * @fires headwise-ready - a trace is computed and drawn
 * @fires headwise-beatchange - another beat is on stage
 * @fires headwise-cellselect - a cell was locked or freed
 * @fires headwise-backendchange - the fast kernels compute somewhere else than before, or it is first known where
 * @fires headwise-check - the chosen backend has computed the trace's attention again
 * @fires headwise-settingschange - the reader changed a setting
 * @fires headwise-error - something could not be computed; the last good picture stays
 * @slot - words shown where nothing can be computed, and before the element is defined
 * @slot title - what stands at the head of the bar
 * @csspart bar - the bar above everything
 * @csspart controls - the column (or sheet) of controls
 * @csspart figure - picture, words and timeline
 * @csspart derivation - the column (or sheet) that explains a cell
 * @cssproperty --hw-accent - and every other token of the theme
 * @cssproperty --hw-stage-height - least height of the picture
 */
@customElement("headwise-playground")
export class HeadwisePlayground extends HeadwiseHost {
  static override styles = [theme, base, buttons, inputs, pageBarStyles, figureStyles, styles];

  @property({ type: Boolean }) page = false;
  @state() private narrow = false;
  @state() private controlsOpen = true;
  @state() private copied = false;
  @query("headwise-table") private readonly table!: HeadwiseTable;
  private addressTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly resizing = new ResizeObserver(([entry]) => this.resized(entry?.contentRect.width ?? 0));

  protected readonly usualControls = "all";

  constructor() {
    super("all scenes", trainedSettings);
    for (const type of ["headwise-settingschange", "headwise-beatchange"]) {
      this.addEventListener(type, () => this.scheduleAddress());
    }
    this.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
    this.addEventListener("drop", (event) => void this.onDrop(event));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resizing.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizing.disconnect();
    clearTimeout(this.addressTimer);
  }

  override render() {
    const { left } = this;
    return html`
      ${left.has("bar") ? nothing : this.bar()}
      <div class="columns">
        ${this.controlsOpen && !left.has("settings") ? this.settingsPanel() : nothing}
        <div class="figure" part="figure">
          ${figureTemplate(this.session, this.scheme, left, this.narrow && !left.has("settings") ? this.settingsButton() : nothing)}</div>
        ${left.has("derivation") ? nothing : this.derivation()}
      </div>
      <headwise-table .reader=${this.session.reader}></headwise-table>
    `;
  }

  private bar() {
    const { left } = this;
    return html`<div class="bar" part="bar">
      <slot name="title"></slot>
      <p class="honest">${honest(this.settings)}</p>
      <div class="tools">
        ${this.narrow || left.has("settings") ? nothing : this.settingsButton()}
        ${left.has("table") ? nothing : html`<button class="quiet" title="Any tensor as a table" aria-label="Table"
          ?disabled=${this.session.reader === null} @click=${this.openTable}>${tableSign}<span>Table</span></button>`}
        ${this.page ? html`<button class="quiet" title="Copy a link to this beat with these settings" aria-label="Copy link"
          @click=${this.copyLink}>${linkSign}<span>${this.copied ? "Copied" : "Copy link"}</span></button>` : nothing}
        ${left.has("theme") ? nothing : themeTemplate(this.settings.theme, (theme) => this.set({ theme }))}
      </div>
    </div>`;
  }

  private settingsButton() {
    return html`<button class="quiet settings" title="Show or hide the settings" aria-label="Settings"
      aria-expanded=${this.controlsOpen ? "true" : "false"} @click=${this.toggleControls}>${settingsSign}<span>Settings</span></button>`;
  }

  private settingsPanel() {
    const { session } = this;
    const { settings } = session;
    return html`<aside class="controls" part="controls" aria-label="Settings">
      ${this.narrow ? html`<header><div><h2>Settings</h2><p class="hint">${honest(settings)}</p></div>
        <button class="icon quiet" aria-label="Close settings" @click=${this.toggleControls}>${closeSign}</button></header>` : nothing}
      ${controlsTemplate(session, this.scheme)}
      ${this.narrow ? this.backend() : nothing}
    </aside>`;
  }

  private backend() {
    if (this.left.has("backend")) return nothing;
    const { settings, check } = this.session;
    return html`<headwise-backend .choice=${settings.backend} .result=${check.result} .failure=${check.failure}></headwise-backend>`;
  }

  private derivation() {
    const { reader, pointer: { spot } } = this.session;
    // A sheet comes up only for a cell that is held: a pointer passing by must not cover the words.
    if (this.narrow && !spot.locked) return nothing;
    return html`<aside class="derivation" part="derivation" aria-label="Derivation" tabindex="0">
      <headwise-derivation .reader=${reader} .cell=${spot.cell} .locked=${spot.locked}
        @headwise-follow=${(event: CustomEvent<Cell | null>) => this.session.pointer.lock(event.detail)}></headwise-derivation>
      ${this.narrow ? nothing : this.backend()}
    </aside>`;
  }

  protected override adoptAttributes(get: (attribute: string) => string | null): void {
    super.adoptAttributes(get);
    if (this.page && !this.hasUpdated) this.session.adopt(readAddress(location.search, this.settings, this.session.first));
  }

  protected override get keySource(): EventTarget {
    return this.page ? window : this;
  }

  private resized(width: number): void {
    const narrow = width < narrowWidth;
    if (narrow === this.narrow) return;
    this.narrow = narrow;
    this.controlsOpen = !narrow;
  }

  private readonly toggleControls = (): void => {
    this.controlsOpen = !this.controlsOpen;
  };

  private openTable(): void {
    const { target } = this.session.pointer.spot;
    void this.table.open(target?.tensor, target?.at);
  }

  /** Files dropped anywhere are a model of the reader's own. */
  private async onDrop(event: DragEvent): Promise<void> {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    if (await ownModel.open(files, engineFor("auto"))) this.set(turnTo("own", this.settings));
    else if (ownModel.state.kind === "failed") this.session.complain([ownModel.state.message]);
  }

  private scheduleAddress(): void {
    if (!this.page) return;
    clearTimeout(this.addressTimer);
    this.addressTimer = setTimeout(() => this.writeAddress(), addressDelay);
  }

  private writeAddress(): void {
    history.replaceState(history.state, "", `?${writeAddress(this.settings, this.session.first)}${location.hash}`);
  }

  private async copyLink(): Promise<void> {
    this.writeAddress();
    try {
      await navigator.clipboard.writeText(location.href);
      this.copied = true;
      setTimeout(() => (this.copied = false), 2000);
    } catch {
      // The address bar has the same link.
      this.copied = false;
    }
  }
}

/** What the numbers are of. */
function honest({ weights, layer, seed }: Settings): string {
  if (weights === "random") return `Random weights, seed ${seed}: untrained`;
  if (weights === "own") return `Your own model, layer ${layer + 1} of ${sizesOfModel(weights).layers}`;
  if (trainedModel.state.kind === "ready") return `Trained model, layer ${layer + 1} of ${shipped.layers}`;
  return "Random weights, until the trained model is there";
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-playground": HeadwisePlayground;
  }
}
