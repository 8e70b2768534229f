import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { AttentionError } from "../../engine/errors";
import "../notice/notice";
import { base, buttons, inputs } from "../shared/base.styles";
import { failureOf, isCancelled } from "../shared/messages";
import { pageBarStyles, pageBarTemplate } from "../shared/page-bar";
import { sheet } from "../shared/sheet.styles";
import { theme } from "../shared/theme.styles";
import { controlsTemplate } from "./controls";
import { Inspector } from "./inspector";
import { styles } from "./map.styles";
import { derivedTemplate, legendTemplate, pointedTemplate, strongestTemplate } from "./panel";
import { initialMap, isOtherMap, mapAttributes, readMap, writeMap, type MapSettings } from "./settings";
import type { OwnSource } from "./own-source";
import { MapSources, type Opened } from "./source";
import "./stage";
import type { Pointed } from "./pointed";
import type { HeadwiseMapStage, Seen } from "./stage";
import { middleOf } from "./view";
import { countName, headStories, isExact, mapName, maskStories, memorySentence, refinementSentence, viewSentence } from "./words";

/** Milliseconds without a change before the address is written, and before a changed text is read. */
const patience = 400;

/**
 * A map of attention over long texts that is never stored: what is in view is computed from Q, K and each row's
 * log-sum-exp as the reader zooms and moves, down to single weights.
 *
 *     <headwise-map head="induction" n="16384"></headwise-map>
 *
 * @attr {mixed|previous|distance|same|induction|drawn|trained|own} head - where Q and K come from
 * @attr {number} n - tokens of the built-in text, or the most that are taken of one's own
 * @attr {string} text - one's own text
 * @attr {causal|window|none} mask - which keys a query sees
 * @attr {max|mean} show - what a square shows of its cells
 * @attr {log|linear} scale - of the colours
 * @attr {number} layer - of the trained model, from 1
 * @attr {number} number - of the trained head, or of the head in a file, from 1
 * @attr {number} row - the query in the middle, from 1; 0: the whole map
 * @attr {number} key - the key in the middle, from 1
 * @attr {number} cell - the side of a cell in CSS pixels
 * @attr {auto|light|dark} theme - which colours
 * @attr page - the element is the page: its state is in the address
 * @prop source - Q and K of the reader's own, for the head `own`
 * @slot title - what stands at the head of the bar
 * @csspart bar - the bar above everything
 * @cssproperty --hw-accent - and every other token of the theme
 */
@customElement("headwise-map")
export class HeadwiseMap extends LitElement {
  static override styles = [theme, base, buttons, inputs, pageBarStyles, sheet, styles];
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...mapAttributes];
  }

  @property({ type: Boolean }) page = false;
  @property({ attribute: false }) source: OwnSource | null = null;
  @state() private settings: MapSettings = initialMap;
  @state() private notices: readonly string[] = [];
  @state() private failure = "";
  @state() private opened: Opened | null = null;
  @state() private seen: Seen | null = null;
  @state() private bytes = 0;
  @state() private dropping = false;
  @state() private isDark = false;
  @query("headwise-map-stage") private readonly stage!: HeadwiseMapStage | null;
  private sources: MapSources | null = null;
  private opening: AbortController | null = null;
  private readonly inspector = new Inspector(this, () => this.stage, (error) => this.fail(error));
  private readonly darkScheme = window.matchMedia("(prefers-color-scheme: dark)");
  private typing: ReturnType<typeof setTimeout> | undefined;
  private writing: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    if (this.page && !this.hasUpdated) {
      const parameters = new URLSearchParams(location.search);
      this.adopt((attribute) => parameters.get(attribute));
    }
    super.connectedCallback();
    this.darkScheme.addEventListener("change", this.onScheme);
    this.onScheme();
    this.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.darkScheme.removeEventListener("change", this.onScheme);
    clearTimeout(this.typing);
    clearTimeout(this.writing);
    this.opening?.abort();
    this.opened = null;
    this.sources?.dispose();
    this.sources = null;
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    if (before === now || !mapAttributes.some((attribute) => attribute === name)) return;
    const old = this.settings;
    this.adopt((attribute) => (attribute === name ? now : null));
    this.onScheme();
    if (this.isConnected && isOtherMap(old, this.settings)) this.open();
    else if (name === "row" || name === "key" || name === "cell") this.place();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { theme } = this.settings;
    if ((this.getAttribute("theme") ?? "auto") !== theme) this.setAttribute("theme", theme);
    if (changed.has("source") && this.source !== null) this.set({ head: "own" }, true);
  }

  override render() {
    const { settings, opened, seen, inspector } = this;
    const wordAt = opened?.wordAt ?? (() => "");
    return html`
      ${this.page ? pageBarTemplate(settings.theme, (theme) => this.set({ theme })) : nothing}
      <div class="body">
        ${this.page ? html`<div class="introduction">
          <h2>A map too large to be stored</h2>
          <p>${countName(opened?.map.info ?? { rows: settings.n, keys: settings.n })}, and none is kept: what you look at is computed from Q, K and one number a row while you look, down to single weights.</p>
        </div>` : nothing}
        ${controlsTemplate(settings, this.source !== null, { set: (wanted) => this.set(wanted), type: this.onText, openFile: (file) => void this.take(file) })}
        ${this.messages()}
        <div class="work ${this.dropping ? "dropping" : ""}" @dragover=${this.onDrag} @dragleave=${() => (this.dropping = false)} @drop=${this.onDrop}>
          <div>
            <headwise-map-stage .map=${opened?.map ?? null} mask=${settings.mask} show=${settings.show} scale=${settings.scale}
              theme=${this.isDark ? "dark" : "light"} ?wheel=${this.page} .wordAt=${wordAt} label=${mapName(settings.head, opened?.map.info ?? null)}
              @headwise-seen=${this.onSeen} @headwise-hold=${(event: CustomEvent<Pointed>) => void inspector.hold(event.detail)}
              @headwise-broken=${(event: CustomEvent<unknown>) => this.fail(event.detail)}></headwise-map-stage>
            <div class="state">
              <p class="refinement" aria-hidden="true">${this.status}</p>
              <p class="unseen" role="status">${this.spoken}</p>
              ${opened === null || this.bytes === 0 ? nothing : html`<p class="memory">${memorySentence(opened.map.info, this.bytes)}</p>`}
            </div>
          </div>
          <div class="side">
            <p class="story">${headStories[settings.head]} ${maskStories[settings.mask]}</p>
            ${legendTemplate(settings.scale, seen?.block ?? 1, settings.show, settings.mask !== "none")}
            <section aria-label="Under the pointer">${pointedTemplate(seen?.pointed ?? null, opened?.map.info ?? { rows: 1, keys: 1 }, settings.show, wordAt)}</section>
            ${derivedTemplate(inspector.derived, wordAt)}
          </div>
        </div>
        ${strongestTemplate(inspector.strongest, seen !== null && isExact(seen.refinement), wordAt, ({ row, key }) => {
          void inspector.hold({ row, key, block: 1 });
          this.stage?.lookAt(row, key, 56);
        })}
      </div>`;
  }

  private messages() {
    return html`
      ${this.failure === "" ? nothing : html`<headwise-notice kind="error" .messages=${[this.failure]}></headwise-notice>`}
      ${this.notices.length === 0 ? nothing : html`<headwise-notice .messages=${this.notices} @headwise-dismiss=${() => (this.notices = [])}></headwise-notice>`}`;
  }

  /** Bytes that the engine holds for maps. 0 before the first. */
  async memory(): Promise<number> {
    return this.sources?.memory() ?? 0;
  }

  private get status(): string {
    const { opened, seen, settings, source } = this;
    if (settings.head === "own" && source === null) return "Open a file, or drop one here, to see its map.";
    if (opened === null) return this.failure === "" ? "Queries and keys are on their way." : "";
    return seen === null ? "" : refinementSentence(seen.refinement);
  }

  /** The same for those who hear it: told when it has come to rest, and not with every part. */
  private get spoken(): string {
    const { opened, seen, status } = this;
    if (opened === null) return status;
    return seen === null || !isExact(seen.refinement) ? "The picture is being computed." : `${viewSentence(seen.cells)} ${status}`;
  }

  /** @param anew Opens the map again, whatever has changed. */
  private set(wanted: Partial<MapSettings>, anew = false): void {
    const before = this.settings;
    // As from an address: what is typed may be anything.
    const texts: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, String(value)]));
    this.notices = [];
    this.adopt((attribute) => texts[attribute] ?? null);
    this.onScheme();
    this.write();
    if (anew || isOtherMap(before, this.settings)) this.open();
  }

  private open(): void {
    this.opening?.abort();
    const { signal } = (this.opening = new AbortController());
    this.sources ??= new MapSources();
    const { sources, settings, source } = this;
    this.failure = "";
    if (settings.head === "own" && source === null) {
      this.close();
      return;
    }
    sources.open(settings, source, signal).then((opened) => {
      if (signal.aborted) return opened.map.close();
      const old = this.opened;
      this.inspector.open(opened.map);
      this.opened = opened;
      this.notices = [...this.notices, ...opened.notices];
      old?.map.close();
      return this.updateComplete.then(() => this.place());
    }).catch((error: unknown) => {
      if (signal.aborted || isCancelled(error)) return;
      this.close();
      this.fail(error);
    });
  }

  private close(): void {
    this.inspector.open(null);
    this.opened?.map.close();
    this.opened = null;
    this.seen = null;
  }

  /** Shows the place that is asked for. */
  private place(): void {
    const { row, key, cell } = this.settings;
    if (row > 0 && key > 0) this.stage?.lookAt(row - 1, key - 1, cell);
  }

  private fail(error: unknown): void {
    // The instance is gone, and all maps with it: this one is opened again.
    if (error instanceof AttentionError && error.code === "map-lost") this.open();
    else this.failure = failureOf(error).message;
  }

  private readonly onSeen = (event: CustomEvent<Seen>): void => {
    this.seen = event.detail;
    this.inspector.see(event.detail);
    const { opened } = this;
    if (opened === null) return;
    const { view } = event.detail;
    clearTimeout(this.writing);
    this.writing = setTimeout(() => {
      const isWhole = view.row <= 0 && view.key <= 0;
      const { stage } = this;
      const extent = stage?.pictureExtent;
      if (extent === undefined) return;
      const { row, key } = middleOf(view, opened.map.info, extent);
      const at = isWhole ? { row: 0, key: 0, cell: 0 } : { row: row + 1, key: key + 1, cell: Number(view.cell.toPrecision(3)) };
      this.settings = { ...this.settings, ...at };
      this.write();
      void this.sources?.memory().then((bytes) => (this.bytes = bytes), () => {});
    }, patience);
  };

  private write(): void {
    if (!this.page) return;
    const text = writeMap(this.settings);
    history.replaceState(history.state, "", text === "" ? location.pathname : `?${text}`);
  }

  private adopt(get: (attribute: string) => string | null): void {
    const { settings, notices } = readMap(get, this.settings);
    this.settings = settings;
    this.notices = notices.length > 0 ? notices : this.notices;
  }

  private readonly onText = (text: string): void => {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.set({ text }), patience);
  };

  private async take(file: File): Promise<void> {
    this.source = { file: new Uint8Array(await file.arrayBuffer()) };
  }

  private readonly onDrag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.dropping = true;
  };

  private readonly onDrop = (event: DragEvent): void => {
    const file = event.dataTransfer?.files[0];
    this.dropping = false;
    if (file === undefined) return;
    event.preventDefault();
    void this.take(file);
  };

  private readonly onScheme = (): void => {
    const { theme } = this.settings;
    this.isDark = theme === "dark" || (theme === "auto" && this.darkScheme.matches);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-map": HeadwiseMap;
  }
}
