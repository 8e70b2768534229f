/** What the two public elements share: attributes, keys, the theme and a session. */
import { LitElement, type PropertyValues } from "lit";
import type { ThemeName } from "../../theme/tokens";
import { timelineAction } from "./keys";
import { readSettings } from "./reading";
import { Session } from "./session";
import { fields, initialSettings, settingNames, type Settings } from "./settings";

const attributes = settingNames.map((name) => fields[name].attribute);

export abstract class HeadwiseHost extends LitElement {
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...attributes];
  }

  protected readonly session: Session;
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
    this.addEventListener("headwise-set", (event) => {
      event.stopPropagation();
      this.set(event.detail);
    });
    this.addEventListener("headwise-highlight", (event) => {
      event.stopPropagation();
      this.session.highlight(event.detail);
    });
  }

  /** The settings as they are now. */
  get settings(): Settings {
    return this.session.settings;
  }

  /** Changes some settings, as the reader would with the controls. */
  set(wanted: Partial<Settings>): void {
    this.session.set(wanted);
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
    if (this.changed.size === 0 && this.hasUpdated) return;
    const names = new Set(this.changed);
    this.changed.clear();
    this.adoptAttributes((name) => (names.has(name) ? this.getAttribute(name) : null));
  }

  /** Takes the attributes that changed; the first time also when there are none. */
  protected adoptAttributes(get: (attribute: string) => string | null): void {
    this.session.adopt(readSettings(get, this.session.settings, this.session.first));
  }

  /** Where keys of the timeline are heard: the element, so that an embedding page keeps its own. */
  protected get keySource(): EventTarget {
    return this;
  }

  private readonly onKey = (event: Event): void => {
    if (!(event instanceof KeyboardEvent)) return;
    if (event.key === "Escape" && !event.defaultPrevented) {
      this.session.lock(null);
      return;
    }
    const action = timelineAction(event);
    if (action === null) return;
    event.preventDefault();
    this.session.player.change(action);
  };

  private readonly onScheme = (): void => this.requestUpdate();
}
