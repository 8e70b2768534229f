import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Report } from "../../benchmark/report";
import { paces } from "../../benchmark/selection";
import { BenchmarkSession, type Progress } from "../../benchmark/session";
import { ReportEvent } from "../events/report";
import "../notice/notice";
import { base, buttons, inputs } from "../shared/base.styles";
import { pageBarStyles, pageBarTemplate } from "../shared/page-bar";
import type { Theme } from "../shared/settings";
import { sheet } from "../shared/sheet.styles";
import { theme } from "../shared/theme.styles";
import { choicesTemplate } from "./choices";
import { factsTemplate } from "./facts";
import { doubts, findings } from "./findings";
import { plotsTemplate } from "./plots";
import { tableTemplate } from "./results";
import { initialSpeed, readSpeed, selectionOf, speedAttributes, writeSpeed, type SpeedSettings } from "./settings";
import { styles } from "./speed.styles";

/** Milliseconds between two pictures of a growing report: what is drawn takes from what is measured. */
const drawInterval = 250;

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
  static override styles = [theme, base, buttons, inputs, pageBarStyles, sheet, styles];
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
    // A preset brings its cases, and the attributes that name others stand above it, in whatever order they come.
    this.adopt((attribute) => (attribute === name || name === "preset" ? this.getAttribute(attribute) : null));
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
    const { report, settings, progress } = this;
    return html`
      ${this.page ? pageBarTemplate(settings.theme, this.onTheme) : nothing}
      <div class="body">
        ${introduction}
        <div class="controls">${choicesTemplate(settings, progress !== null, this.set)}${this.actions()}</div>
        ${this.messages()}
        <section class="findings" aria-label="What was found">
          ${report === null ? nothing : findings(report).map((sentence) => html`<p>${sentence}</p>`)}
          <div class="plots">${report === null ? nothing : plotsTemplate(report, settings.metric, this.plotWidth)}</div>
        </section>
        ${report === null ? nothing : html`
          <section class="measurements"><h2>Every measurement</h2>
            <div class="scroll" part="table" tabindex="0" role="region" aria-label="Every measurement">${tableTemplate(report)}</div></section>
          <section><h2>This machine</h2>${factsTemplate(report)}</section>`}
      </div>
    `;
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

  private readonly set = (wanted: Partial<SpeedSettings>): void => {
    this.settings = { ...this.settings, ...wanted };
    if (this.page) history.replaceState(history.state, "", `?${writeSpeed(this.settings)}${location.hash}`);
  };

  private readonly onTheme = (theme: Theme): void => this.set({ theme });

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
