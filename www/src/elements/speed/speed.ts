import { html, LitElement, nothing, svg, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Report } from "../../benchmark/report";
import { everything, paces, type Kind, type Preset } from "../../benchmark/selection";
import { BenchmarkSession, type Progress } from "../../benchmark/session";
import "../choice/choice";
import { ReportEvent } from "../events/report";
import "../notice/notice";
import { base, buttons, inputs } from "../shared/base.styles";
import type { Theme } from "../shared/settings";
import { theme } from "../shared/theme.styles";
import { factsTemplate } from "./facts";
import { doubts, findings } from "./findings";
import { panelHeight, panelTemplate } from "./plot";
import { tableTemplate } from "./results";
import { niceDomain } from "./scale";
import { panelsOf, type Panel } from "./series";
import {
  chosenBy, initialSpeed, readSpeed, selectionOf, speedAttributes, writeSpeed, type Metric, type SpeedSettings,
} from "./settings";
import { styles } from "./speed.styles";

const kindNames: Readonly<Record<Kind, string>> = { full: "Full", causal: "Causal", decode: "Decode" };
/** Milliseconds between two pictures of a growing report: what is drawn takes from what is measured. */
const drawInterval = 250;
/** The least width of a panel, in pixels, and the space between two. */
const panel = { least: 328, gap: 24 } as const;

/**
 * The benchmark of attention, run on the reader's own machine: plain JavaScript against Headwise on
 * one thread, on all of them and on WebGPU, checked against float64, as a plot and as a table.
 * Everything is computed in a worker.
 *
 *     <headwise-speed preset="quick"></headwise-speed>
 *
 * Attributes: preset (quick, full), kinds (full, causal, decode), sizes and widths (some of the
 * preset's n and d, separated by commas), metric (rate, time), theme (auto, light, dark).
 *
 * @attr page - the element is the page: its state is in the address
 * @prop report - what was found; may be set, to show what was found elsewhere
 * @fires headwise-report - a case has been measured, or the run is over
 * @slot title - what stands at the head of the bar
 * @csspart bar - the bar above everything
 * @csspart plot - one panel of the plot
 * @csspart table - the box around the table
 * @cssproperty --hw-accent - and every other token of the theme
 */
@customElement("headwise-speed")
export class HeadwiseSpeed extends LitElement {
  static override styles = [theme, base, buttons, inputs, styles];
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...speedAttributes];
  }

  @property({ type: Boolean }) page = false;
  @property({ attribute: false }) report: Report | null = null;
  @state() private settings: SpeedSettings = initialSpeed;
  @state() private notices: readonly string[] = [];
  @state() private progress: Progress | null = null;
  /** What is told when a run begins and ends. */
  @state() private status = "";
  @state() private broken = "";
  @state() private copied = "";
  @state() private plotWidth = 0;
  private session: BenchmarkSession | null = null;
  /** The newest report, when it has not been shown yet. */
  private waiting: Report | null = null;
  private readonly resizing = new ResizeObserver(([entry]) => (this.plotWidth = Math.floor(entry?.contentRect.width ?? 0)));

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.onVisibility);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.onVisibility);
    this.session?.stop();
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    if (before === now || !speedAttributes.includes(name)) return;
    this.adopt((attribute) => (attribute === name ? now : null));
  }

  /** Measures what is set; a run under way is stopped. */
  run(): void {
    this.session?.stop();
    this.broken = "";
    this.status = "Measuring.";
    this.progress = { share: 0, what: "" };
    const session: BenchmarkSession = new BenchmarkSession(selectionOf(this.settings), paces[this.settings.preset], {
      changed: (report, progress) => this.session === session && this.take(report, progress),
      ended: (report, broken) => this.session === session && this.end(report, broken),
    }, new Date());
    this.session = session;
    this.onVisibility();
    session.start();
  }

  /** Stops at once; what was measured stays. */
  stop(): void {
    this.session?.stop();
  }

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed);
    if (this.page) {
      const parameters = new URLSearchParams(location.search);
      this.adopt((attribute) => parameters.get(attribute));
    }
    const plots = this.renderRoot.querySelector(".plots");
    if (plots !== null) this.resizing.observe(plots);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { theme } = this.settings;
    if ((this.getAttribute("theme") ?? "auto") !== theme) this.setAttribute("theme", theme);
  }

  override render() {
    const { report } = this;
    return html`
      ${this.page ? this.bar() : nothing}
      <div class="body">
        ${introduction}
        <div class="controls">${this.choices()}${this.actions()}</div>
        ${this.messages()}
        <section class="findings" aria-label="What was found">
          ${report === null ? nothing : findings(report).map((sentence) => html`<p>${sentence}</p>`)}
          <div class="plots">${this.plots()}</div>
        </section>
        ${report === null ? nothing : html`
          <section class="measurements"><h2>Every measurement</h2>
            <div class="scroll" part="table" tabindex="0" role="region" aria-label="Every measurement">${tableTemplate(report)}</div></section>
          <section><h2>This machine</h2>${factsTemplate(report)}</section>`}
      </div>
    `;
  }

  private bar() {
    return html`<div class="bar" part="bar">
      <slot name="title"></slot>
      <label class="theme"><span class="unseen">Theme</span><select @change=${this.onTheme}>
        ${(["auto", "light", "dark"] as const).map((name) => html`<option value=${name} ?selected=${name === this.settings.theme}>
          ${{ auto: "Auto", light: "Light", dark: "Dark" }[name]}</option>`)}
      </select></label>
    </div>`;
  }

  private choices() {
    const { preset, kinds, sizes, widths, metric } = this.settings;
    const running = this.progress !== null;
    return html`
      <headwise-choice label="Run" .value=${preset} .options=${[
        { value: "quick", label: "Quick, about 15 s" }, { value: "full", label: "Full, some minutes" },
      ]} @headwise-choose=${(event: CustomEvent<string>) => this.set(chosenBy(event.detail as Preset))}></headwise-choice>
      <headwise-choice label="Show" .value=${metric} .options=${[{ value: "rate", label: "Speed" }, { value: "time", label: "Time" }]}
        @headwise-choose=${(event: CustomEvent<string>) => this.set({ metric: event.detail as Metric })}></headwise-choice>
      <details>
        <summary>Choose cases</summary>
        <div class="cases">
          ${this.group("Attention", everything.kinds, kinds, (chosen) => this.set({ kinds: chosen }), (kind) => kindNames[kind])}
          ${this.group("n, queries and keys", everything.sizes, sizes, (chosen) => this.set({ sizes: chosen }))}
          ${this.group("d, columns of a head", everything.widths, widths, (chosen) => this.set({ widths: chosen }))}
        </div>
        ${running ? html`<p class="hint">What you choose now counts for the next run.</p>` : nothing}
      </details>
    `;
  }

  private group<T extends string | number>(
    label: string, all: readonly T[], chosen: readonly T[], choose: (chosen: readonly T[]) => void, name: (value: T) => string = String,
  ) {
    const toggled = (value: T) => all.filter((one) => (one === value) !== chosen.includes(one));
    return html`<fieldset><legend>${label}</legend>${all.map((value) => html`<label>
      <input type="checkbox" .checked=${chosen.includes(value)} ?disabled=${chosen.length === 1 && chosen[0] === value}
        @change=${() => choose(toggled(value))} /> ${name(value)}</label>`)}</fieldset>`;
  }

  private actions() {
    const { progress, report } = this;
    const share = Math.round(100 * (progress?.share ?? 0));
    return html`<div class="actions">
      <button class="primary" @click=${() => (progress === null ? this.run() : this.stop())}>
        ${progress !== null ? "Stop" : report === null ? "Run the benchmark" : "Run it again"}</button>
      ${progress === null ? nothing : html`<progress max="100" .value=${share} aria-label="Measured so far"></progress>
        <span class="what">${share} % ${progress.what}</span>`}
      ${progress !== null || report === null ? nothing : html`<button @click=${this.copy}>Copy as JSON</button>
        <span class="what">${this.copied}</span>`}
      <span class="unseen" role="status">${this.status}</span>
    </div>`;
  }

  private messages() {
    const doubtful = this.report === null || this.progress !== null ? [] : doubts(this.report);
    return html`
      ${this.broken === "" ? nothing : html`<headwise-notice kind="error" .messages=${[this.broken]}></headwise-notice>`}
      ${this.notices.length === 0 ? nothing : html`<headwise-notice .messages=${this.notices}
        @headwise-dismiss=${() => (this.notices = [])}></headwise-notice>`}
      ${doubtful.length === 0 ? nothing : html`<div class="doubts">${doubtful.map((sentence) => html`<p>${sentence}</p>`)}</div>`}
    `;
  }

  private plots() {
    const { report, settings: { metric }, plotWidth } = this;
    if (report === null || plotWidth === 0) return nothing;
    const panels = panelsOf(report, metric).filter(({ series }) => series.length > 0);
    const decode = panels.filter(({ kind }) => kind === "decode");
    const others = panels.filter(({ kind }) => kind !== "decode");
    const columns = Math.max(1, Math.floor((plotWidth + panel.gap) / (panel.least + panel.gap)));
    const width = Math.floor((plotWidth - (columns - 1) * panel.gap) / columns);
    return panels.map((one) => {
      const domain = niceDomain((one.kind === "decode" ? decode : others).flatMap(({ series }) => series.flatMap(({ points }) => points.map(({ y }) => y))));
      return this.figure(one, panelTemplate(one, { width, domain, metric, machine: report.machine }), width);
    });
  }

  private figure({ kind, headDim }: Panel, content: unknown, width: number) {
    const title = `${kindNames[kind]}${kind === "decode" ? ": one query" : " attention"}, d = ${headDim}`;
    const unit = this.settings.metric === "time" ? "time of a run" : kind === "decode" ? "GB of K and V a second" : "GFLOP a second";
    return html`<figure part="plot"><figcaption>${title} <span>${unit}, against ${kind === "decode" ? "keys" : "n"}</span></figcaption>
      ${svg`<svg width=${width} height=${panelHeight} role="img" aria-label="${title}: ${unit}. The table below has the numbers.">${content}</svg>`}
    </figure>`;
  }

  private take(report: Report, progress: Progress): void {
    this.progress = progress;
    // Every measurement is told with a new array.
    if (report.measurements.length === 0 || report.measurements === (this.waiting ?? this.report)?.measurements) return;
    if (this.waiting === null) setTimeout(() => this.show(), drawInterval);
    this.waiting = report;
  }

  private show(): void {
    if (this.waiting === null) return;
    this.report = this.waiting;
    this.waiting = null;
    this.dispatchEvent(new ReportEvent({ report: this.report, running: true }));
  }

  private end(report: Report, broken: string | null): void {
    this.session = null;
    this.waiting = null;
    this.progress = null;
    this.report = report.measurements.length > 0 ? report : this.report;
    this.status = report.complete ? "Done. The results are below." : "Stopped.";
    if (broken !== null) this.broken = `The benchmark broke off: ${broken}. It runs in a worker, and needs a page that allows one.`;
    this.dispatchEvent(new ReportEvent({ report, running: false }));
  }

  private adopt(get: (attribute: string) => string | null): void {
    const { settings, notices } = readSpeed(get, this.settings);
    this.settings = settings;
    this.notices = notices.length > 0 ? notices : this.notices;
  }

  private set(wanted: Partial<SpeedSettings>): void {
    this.settings = { ...this.settings, ...wanted };
    if (this.page) history.replaceState(history.state, "", `?${writeSpeed(this.settings)}${location.hash}`);
  }

  private onTheme(event: Event): void {
    this.set({ theme: (event.target as HTMLSelectElement).value as Theme });
  }

  private readonly onVisibility = (): void => {
    if (document.hidden) this.session?.noteHidden();
  };

  private readonly copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(JSON.stringify(this.report, null, 2));
      this.copied = "Copied.";
    } catch {
      this.copied = "The browser does not let this page copy.";
    }
  };
}

const introduction = html`<div class="introduction">
  <h2>How fast is attention on this machine?</h2>
  <p>
    The same attention problems, eight heads each, are solved by plain loops in JavaScript and by Headwise: WebAssembly on one
    thread and on all of them, and WebGPU where there is a GPU. Times are medians and count every copy into the engine and back (in
    decoding, keys and values stay there, as a cache does); rows of every result are checked against float64. Read the ratios rather
    than the times: power saving, heat or another tab slows everything here at once, and the contestants take turns within each case.
  </p>
</div>`;

declare global {
  interface HTMLElementTagNameMap {
    "headwise-speed": HeadwiseSpeed;
  }
}
