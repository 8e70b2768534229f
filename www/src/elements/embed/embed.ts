import { html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../choice/choice";
import "../controls/controls";
import type { SetEvent } from "../events/set";
import "../notice/notice";
import "../scene/scene";
import type { HeadwiseScene } from "../scene/scene";
import { base, buttons, inputs } from "../shared/base.styles";
import { hideable, type Hideable } from "../shared/hidden";
import { library } from "../shared/library";
import { pageBarStyles, pageBarTemplate } from "../shared/page-bar";
import { readAddress } from "../shared/reading";
import { initialSettings, type Settings, type Theme } from "../shared/settings";
import { sheet } from "../shared/sheet.styles";
import { theme } from "../shared/theme.styles";
import { partNames, readExtras } from "./choices";
import { styles } from "./embed.styles";
import { attributesOf, initialExtras, snippetsOf, type Extras, type Snippet } from "./snippets";

const addressDelay = 250;

/**
 * Sets a scene up, shows it as a reader of the embedding page will see it, and gives what to write there for
 * each way in.
 *
 * @attr {boolean} page - the element is the page: what is set stands in its address
 * @slot title - what stands at the head of the bar
 * @csspart bar - the bar above everything
 */
@customElement("headwise-embed")
export class HeadwiseEmbed extends LitElement {
  static override styles = [theme, base, buttons, inputs, pageBarStyles, sheet, styles];

  @property({ type: Boolean }) page = false;
  @state() private settings: Settings = { ...initialSettings, scene: "attend" };
  @state() private extras: Extras = initialExtras;
  @state() private way = "script";
  @state() private copied = "";
  @query("headwise-scene") private readonly scene!: HeadwiseScene;
  private addressTimer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    library.addEventListener("change", this.onLibrary);
    if (!this.page || this.hasUpdated) return;
    this.settings = readAddress(location.search, this.settings, this.settings).settings;
    this.extras = readExtras(new URLSearchParams(location.search));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    library.removeEventListener("change", this.onLibrary);
    clearTimeout(this.addressTimer);
  }

  protected override firstUpdated(): void {
    // Once: from then on the scene is asked.
    this.scene.settings = this.settings;
  }

  override render() {
    const { settings, extras } = this;
    return html`
      ${this.page ? pageBarTemplate(settings.theme, (chosen) => this.scene.set({ theme: chosen })) : nothing}
      <div class="body">
        <div class="introduction"><h2>Embed a scene</h2>
          <p>Set it up, see it as your readers will, and copy what to write. It needs no server, no account and no special headers,
          and touches nothing outside itself.</p></div>
        <div class="choices">${this.choices()}</div>
        <div class="live">
          <headwise-scene eager .controls=${extras.controls} .hide=${extras.hide.join(" ")} ?autoplay=${extras.autoplay}
            @headwise-settingschange=${this.onScene} @headwise-beatchange=${this.onScene}></headwise-scene>
        </div>
        <section class="ways" aria-label="Ways in">${this.ways()}</section>
      </div>`;
  }

  private choices() {
    const { settings, extras } = this;
    const { scenes } = library;
    const beats = scenes.find(({ id }) => id === settings.scene)?.beats ?? [];
    return html`
      <div><label for="scene">Scene</label>
        <select id="scene" @change=${(event: Event) => this.scene.set({ scene: valueOf(event), beat: "" })}>
          ${scenes.map(({ id, title }) => html`<option value=${id} ?selected=${id === settings.scene}>${title}</option>`)}</select></div>
      <div><label for="beat">Begins at</label>
        <select id="beat" @change=${(event: Event) => this.scene.set({ beat: valueOf(event) })}>
          ${beats.map(({ id, title }) => html`<option value=${id} ?selected=${id === settings.beat}>${title}</option>`)}</select></div>
      <headwise-choice label="Controls" .value=${extras.controls} .options=${controlOptions}
        @headwise-choose=${(event: CustomEvent<Extras["controls"]>) => this.change({ controls: event.detail })}></headwise-choice>
      <label class="line"><input type="checkbox" .checked=${extras.autoplay} @change=${(event: Event) => this.change({ autoplay: isChecked(event) })} />
        <span>Play when in view</span></label>
      <label class="line"><input type="checkbox" .checked=${extras.eager} @change=${(event: Event) => this.change({ eager: isChecked(event) })} />
        <span>Load at once, not when near</span></label>
      <details><summary>Leave parts away</summary><div class="parts">${partNames.map(({ part, name }) => html`
        <label class="line"><input type="checkbox" .checked=${extras.hide.includes(part)} @change=${(event: Event) => this.hideOne(part, isChecked(event))} />
          <span>${name}</span></label>`)}</div></details>
      <details><summary>Sentence, weights and sizes</summary>
        <headwise-controls .settings=${settings} .row=${settings.row} .tokens=${wordsOf(settings)} @headwise-set=${this.onSet}></headwise-controls></details>`;
  }

  private ways() {
    const snippets = snippetsOf(this.settings, this.extras, new URL(".", location.href).href, this.words);
    const shown = snippets.find(({ id }) => id === this.way) ?? snippets[0];
    return html`
      <headwise-choice label="How" .value=${this.way} .options=${snippets.map(({ id, name }) => ({ value: id, label: name }))}
        @headwise-choose=${(event: CustomEvent<string>) => (this.way = event.detail)}></headwise-choice>
      ${shown === undefined ? nothing : html`<p>${shown.when}</p>
        <pre tabindex="0" aria-label="What to write"><code>${shown.code}</code></pre>
        <div class="actions"><button class="primary" @click=${() => this.copy(shown)}>Copy</button>
          <button @click=${this.copyLink}>Copy link to this set-up</button>
          <span role="status">${this.copied}</span></div>`}`;
  }

  /** What the scene would show, for readers without script. */
  private get words(): string {
    const { scene, text, beat } = this.settings;
    const found = library.scenes.find(({ id }) => id === scene);
    const title = found?.beats.find(({ id }) => id === beat)?.title ?? found?.beats[0]?.title ?? "";
    return `${found?.title ?? "Attention"}, “${text}”: ${title}.`;
  }

  private change(extras: Partial<Extras>): void {
    this.extras = { ...this.extras, ...extras };
    this.scheduleAddress();
  }

  private hideOne(part: Hideable, hidden: boolean): void {
    this.change({ hide: hideable.filter((each) => (each === part ? hidden : this.extras.hide.includes(each))) });
  }

  private readonly onLibrary = (): void => this.requestUpdate();

  private readonly onSet = (event: SetEvent): void => {
    event.stopPropagation();
    this.scene.set(event.detail);
  };

  private readonly onScene = (): void => {
    this.settings = this.scene.settings;
    if (this.page) this.setAttribute("theme", this.settings.theme satisfies Theme);
    this.scheduleAddress();
  };

  private get address(): string {
    const query = new URLSearchParams([...attributesOf(this.settings, this.extras)]).toString();
    return `${location.pathname}?${query}`;
  }

  private scheduleAddress(): void {
    if (!this.page) return;
    clearTimeout(this.addressTimer);
    this.addressTimer = setTimeout(() => history.replaceState(history.state, "", this.address), addressDelay);
  }

  private readonly copyLink = (): Promise<void> => this.write(new URL(this.address, location.href).href, "The link is copied.");

  private copy({ code, name }: Snippet): Promise<void> {
    return this.write(code, `${name}: copied.`);
  }

  private async write(text: string, done: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = done;
    } catch {
      this.copied = "The browser refused: select the text and copy it.";
    }
  }
}

const controlOptions = [{ value: "timeline", label: "Timeline" }, { value: "all", label: "All" }, { value: "none", label: "None" }];

const valueOf = (event: Event): string => (event.target as HTMLSelectElement).value;
const isChecked = (event: Event): boolean => (event.target as HTMLInputElement).checked;
/** The words that can be followed, before the engine has counted them. */
const wordsOf = ({ text }: Settings): readonly string[] => text.split(/\s+/u).filter((word) => word !== "");

declare global {
  interface HTMLElementTagNameMap {
    "headwise-embed": HeadwiseEmbed;
  }
}
