/** What the two public elements share: attributes, keys, the theme and a session. */
import { LitElement, type PropertyValues } from "lit";
import { property } from "lit/decorators.js";
import type { ThemeName } from "../../theme/tokens";
import { pause, play, step, stepBack } from "../../timeline/playhead";
import type { TraceReader } from "../../trace/reader";
import { Autoplay } from "./autoplay";
import type { HeadwiseElement, Place, SnapshotOptions } from "./element";
import { hiddenBy, type Controls, type Hidden } from "./hidden";
import { timelineAction } from "./keys";
import { localeProblem } from "./locale";
import { Nearness } from "./nearness";
import type { OwnArrays } from "./own-arrays";
import { readSettings } from "./reading";
import { Session } from "./session";
import { fields, initialSettings, settingNames, type Settings } from "./settings";

const attributes = settingNames.map((name) => fields[name].attribute);

export abstract class HeadwiseHost extends LitElement implements HeadwiseElement {
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...attributes];
  }

  @property({ type: Boolean }) eager = false;
  @property({ type: Boolean }) autoplay = false;
  @property() controls: string | null = null;
  @property() hide = "";
  @property() locale = "en";

  @property({ attribute: false }) arrays: OwnArrays | null = null;

  protected readonly session: Session;
  /** The parts that `controls` and `hide` leave away. */
  protected left: Hidden = new Set();
  /** Settings from before the element was defined. */
  private early: Partial<Settings> | null = null;
  /** Settings whose attribute changed since the last update. */
  private readonly changed = new Set<string>();
  private readonly darkScheme = window.matchMedia("(prefers-color-scheme: dark)");

  private readonly stageSize = new ResizeObserver(([entry]) => {
    if (entry !== undefined) this.session.resize(entry.contentRect.width, entry.contentRect.height);
  });

  /** @param first What is set where neither an attribute nor the address says anything. */
  constructor(extent: "all scenes" | "one scene", first: Settings = initialSettings) {
    super();
    this.session = new Session(this, extent, first);
    this.addController(new Nearness(this, () => this.eager, () => this.session.approach()));
    this.addController(new Autoplay(this, () => this.autoplay && this.session.reader !== null, () => this.play()));
    this.addEventListener("headwise-set", (event) => {
      event.stopPropagation();
      this.set(event.detail);
    });
    this.addEventListener("headwise-highlight", (event) => {
      event.stopPropagation();
      if (event.reveal && event.detail !== null) this.session.reveal(event.detail);
      this.session.pointer.highlight(event.detail);
    });
  }

  /** What is there where nothing is said. */
  protected abstract readonly usualControls: Controls;

  get settings(): Settings {
    return this.session.settings;
  }

  set settings(wanted: Partial<Settings>) {
    this.set(wanted);
  }

  /** What is computed, and the head and the query row (places from 0) that are followed; null before the first trace. */
  get shown(): { readonly trace: TraceReader; readonly head: number; readonly row: number } | null {
    const { reader, choice } = this.session;
    return reader === null ? null : { trace: reader, ...choice };
  }

  /** Changes some settings, as the reader would with the controls. */
  set(wanted: Partial<Settings>): void {
    this.session.set(wanted);
  }

  play(): void {
    this.session.player.change(play);
  }

  pause(): void {
    this.session.player.change(pause);
  }

  step(): void {
    this.session.player.change(step);
  }

  stepBack(): void {
    this.session.player.change(stepBack);
  }

  seek(place: Place): void {
    this.session.seek(place);
  }

  async snapshot(options: SnapshotOptions = {}): Promise<Blob> {
    const { picture, trace, stage } = this.drawn();
    const { takeSnapshot } = await import("../stage/snapshot");
    return takeSnapshot({ picture, trace, theme: this.scheme, colors: stage, width: stage.clientWidth, height: stage.clientHeight, ...options });
  }

  exportTrace(): string {
    const { trace } = this.drawn().trace;
    return JSON.stringify(trace, (_, value: unknown) => {
      if (value instanceof Float32Array) return [...value];
      return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
    });
  }

  /** What is on stage. */
  private drawn() {
    const { picture, reader } = this.session;
    const stage = this.renderRoot.querySelector("headwise-stage");
    if (picture !== null && reader !== null && stage !== null) return { picture, trace: reader, stage };
    throw Object.assign(new Error("there is no picture yet: wait for headwise-ready"), { code: "no-picture" });
  }

  /** The theme in use. */
  protected get scheme(): ThemeName {
    const { theme } = this.session.settings;
    if (theme !== "auto") return theme;
    return this.darkScheme.matches ? "dark" : "light";
  }

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    const stage = this.renderRoot.querySelector(".stage");
    if (stage !== null) this.stageSize.observe(stage);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    // The styles read the theme off the attribute, wherever it was chosen: control, address or script.
    const { theme } = this.settings;
    if ((this.getAttribute("theme") ?? "auto") !== theme) this.setAttribute("theme", theme);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.upgradeSettings();
    this.darkScheme.addEventListener("change", this.onScheme);
    this.keySource.addEventListener("keydown", this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.darkScheme.removeEventListener("change", this.onScheme);
    this.keySource.removeEventListener("keydown", this.onKey);
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    if (before === now || !attributes.includes(name)) return;
    this.changed.add(name);
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("controls") || changed.has("hide") || changed.has("locale")) this.adoptParts();
    if (this.changed.size > 0 || !this.hasUpdated) this.adoptChanged();
    if (changed.has("arrays") && (this.hasUpdated || this.arrays !== null)) this.session.give(this.arrays);
  }

  private adoptChanged(): void {
    const names = new Set(this.changed);
    this.changed.clear();
    this.adoptAttributes((name) => (names.has(name) ? this.getAttribute(name) : null));
    if (this.early !== null) this.session.set(this.early);
    this.early = null;
  }

  /** Takes the attributes that changed; the first time also when there are none. */
  protected adoptAttributes(get: (attribute: string) => string | null): void {
    this.session.adopt(readSettings(get, this.session.settings, this.session.first));
  }

  private adoptParts(): void {
    const { hidden, problems } = hiddenBy(this.controls, this.hide, this.usualControls);
    this.left = hidden;
    const locale = localeProblem(this.locale);
    this.session.complain(locale === null ? problems : [...problems, locale]);
  }

  /** Settings that a script gave to the element before it was defined hide the accessor until they are taken off. */
  private upgradeSettings(): void {
    const own = Object.getOwnPropertyDescriptor(this, "settings");
    if (own === undefined) return;
    Reflect.deleteProperty(this, "settings");
    this.early = own.value as Partial<Settings>;
  }

  /** Where keys of the timeline are heard: the element, so that an embedding page keeps its own. */
  protected get keySource(): EventTarget {
    return this;
  }

  private readonly onKey = (event: Event): void => {
    if (!(event instanceof KeyboardEvent)) return;
    if (event.key === "Escape" && !event.defaultPrevented) {
      this.session.pointer.lock(null);
      return;
    }
    const action = timelineAction(event);
    if (action === null) return;
    event.preventDefault();
    this.session.player.change(action);
  };

  private readonly onScheme = (): void => this.requestUpdate();
}
