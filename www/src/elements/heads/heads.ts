import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../choice/choice";
import "../notice/notice";
import { base, buttons, inputs } from "../shared/base.styles";
import { pageBarStyles, pageBarTemplate } from "../shared/page-bar";
import type { Theme } from "../shared/settings";
import { sheet } from "../shared/sheet.styles";
import { theme } from "../shared/theme.styles";
import { focusTemplate, mapsTemplate, tableTemplate } from "./gallery";
import { samePlace, type Place } from "./head-places";
import { styles } from "./heads.styles";
import { pruneTemplate } from "./prune";
import { Questions } from "./questions";
import { bestHead, bestRelation, relationsTemplate } from "./relations";
import { headsAttributes, initialHeads, readHeads, writeHeads, type HeadsSettings, type View } from "./settings";

/** Milliseconds without a key before a changed sentence is read. */
const patience = 250;

/**
 * The heads of the model that comes with the site: all of them on the reader's sentence, the relations
 * of the grammar that they follow, and what the model loses with some of them off. Everything is
 * computed in the reader's browser; names and figures were measured on held-out texts.
 *
 *     <headwise-heads view="prune" off="2.4"></headwise-heads>
 *
 * @attr {gallery|relations|prune} view - what is looked at
 * @attr {string} text - the sentence
 * @attr {string} head - layer and head from 1, as 2.4
 * @attr {string} off - heads that are switched off, between commas
 * @attr {string} relation - of the grammar, which heads may follow
 * @attr {number} example - which held-out text that has the relation, from 1
 * @attr {auto|light|dark} theme - which colours
 * @attr page - the element is the page: its state is in the address
 * @slot title - what stands at the head of the bar
 * @csspart bar - the bar above everything
 * @cssproperty --hw-accent - and every other token of the theme
 */
@customElement("headwise-heads")
export class HeadwiseHeads extends LitElement {
  static override styles = [theme, base, buttons, inputs, pageBarStyles, sheet, styles];
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...headsAttributes];
  }

  @property({ type: Boolean }) page = false;
  @state() private settings: HeadsSettings = initialHeads;
  @state() private notices: readonly string[] = [];
  /** The query that is followed; null: the last. */
  @state() private row: number | null = null;
  /** Bumped when the system's scheme changes: pictures are drawn anew. */
  @state() private scheme = 0;
  private readonly questions = new Questions(this, () => this.settings);
  private readonly darkScheme = window.matchMedia("(prefers-color-scheme: dark)");
  /** Whether a head was named or chosen: until then a relation shows the one that follows it best. */
  private isHeadChosen = false;
  private typing: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    if (this.page && !this.hasUpdated) {
      const parameters = new URLSearchParams(location.search);
      this.adopt((attribute) => parameters.get(attribute));
    }
    super.connectedCallback();
    this.darkScheme.addEventListener("change", this.onScheme);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.darkScheme.removeEventListener("change", this.onScheme);
    clearTimeout(this.typing);
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    if (before === now || !headsAttributes.some((attribute) => attribute === name)) return;
    this.adopt((attribute) => (attribute === name ? now : null));
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { theme } = this.settings;
    if ((this.getAttribute("theme") ?? "auto") !== theme) this.setAttribute("theme", theme);
  }

  override render() {
    const { settings } = this;
    return html`
      ${this.page ? pageBarTemplate(settings.theme, this.onTheme) : nothing}
      <div class="body">
        <div class="introduction">
          <h2>What the heads of a small transformer learned</h2>
          <p>Headwise trained this model itself, on a small English whose grammar is known. So what each head does can be measured
            against the truth, and every head carries the name that its figures earned.</p>
        </div>
        <headwise-choice label="Look at" .value=${settings.view} .options=${[
          { value: "gallery", label: "All heads" }, { value: "relations", label: "Relations" }, { value: "prune", label: "Prune" },
        ]} @headwise-choose=${(event: CustomEvent<View>) => this.turn(event.detail)}></headwise-choice>
        ${this.messages()}
        ${this.body()}
      </div>
    `;
  }

  private messages() {
    const { failure } = this.questions;
    return html`
      ${failure === "" ? nothing : html`<headwise-notice kind="error" .messages=${[failure]}></headwise-notice>`}
      ${this.notices.length === 0 ? nothing : html`<headwise-notice .messages=${this.notices}
        @headwise-dismiss=${() => (this.notices = [])}></headwise-notice>`}
    `;
  }

  private body() {
    const { settings, questions, picture } = this;
    const { model } = questions;
    if (model === null) return questions.failure === "" ? html`<p class="waiting" role="status">The model is on its way.</p>` : nothing;
    const { report } = model;
    if (settings.view === "relations") {
      const head = this.isHeadChosen ? settings.head : (bestHead(report, settings.relation) ?? settings.head);
      return relationsTemplate({ report, settings: { ...settings, head }, reading: questions.example.value, row: this.row }, this.set, this.follow);
    }
    if (settings.view === "prune") return html`${this.sentence()}${pruneTemplate({ report, settings, questions }, this.set)}`;
    const reading = questions.text.value;
    return html`${this.sentence()}
      ${reading === null ? html`<p class="waiting" role="status">The sentence is being read.</p>` : html`
        <div class="gallery">
          ${mapsTemplate({ report, reading, head: settings.head, scheme: picture }, this.choose)}
          ${focusTemplate({ report, reading, text: settings.text, head: settings.head, row: this.rowIn(reading.tokens.length), scheme: picture }, this.follow)}
        </div>`}
      ${tableTemplate(report, this.choose)}`;
  }

  private sentence() {
    const dropped = this.questions.text.value?.dropped ?? 0;
    return html`<div class="sentence">
      <label for="text">Sentence</label>
      <input id="text" type="text" .value=${this.settings.text} maxlength="400" spellcheck="false" @input=${this.onText} />
      <p class="hint">Words that it does not know are read letter by letter.${dropped === 0 ? "" : ` The last ${dropped} tokens are left out: it has no more places.`}</p>
    </div>`;
  }

  /** What pictures depend on besides their numbers. */
  private get picture(): string {
    return `${this.settings.theme} ${this.scheme}`;
  }

  private rowIn(count: number): number {
    return Math.min(this.row ?? count - 1, count - 1);
  }

  private readonly set = (wanted: Partial<HeadsSettings>): void => {
    this.settings = { ...this.settings, ...wanted };
    this.isHeadChosen ||= wanted.head !== undefined;
    if (wanted.text !== undefined || wanted.view !== undefined || wanted.example !== undefined || wanted.relation !== undefined) this.row = null;
    this.notices = [];
    if (!this.page) return;
    const query = writeHeads(this.settings);
    history.replaceState(history.state, "", query === "" ? location.pathname : `?${query}`);
  };

  /** To another view; the relations begin with the one that the head follows best. */
  private turn(view: View): void {
    const { head } = this.settings;
    // From a head among all to what it follows.
    this.isHeadChosen = true;
    const entry = this.questions.model?.report.heads.find((one) => samePlace(one, head));
    this.set(view === "relations" && entry !== undefined ? { view, relation: bestRelation(entry), example: 0 } : { view });
  }

  private readonly choose = (head: Place): void => this.set({ head: { layer: head.layer, head: head.head } });

  private readonly follow = (row: number): void => {
    this.row = row;
  };

  private adopt(get: (attribute: string) => string | null): void {
    const { settings, notices } = readHeads(get, this.settings);
    this.isHeadChosen ||= get("head") !== null;
    this.settings = settings;
    this.notices = notices.length > 0 ? notices : this.notices;
  }

  private readonly onText = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const text = event.target.value;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.set({ text }), patience);
  };

  private readonly onTheme = (theme: Theme): void => this.set({ theme });

  private readonly onScheme = (): void => {
    this.scheme += 1;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-heads": HeadwiseHeads;
  }
}
