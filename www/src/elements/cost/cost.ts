import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { openCalculator, type Calculator } from "../../engine/costs";
import { AttentionError } from "../../engine/errors";
import "../notice/notice";
import { base, buttons, inputs } from "../shared/base.styles";
import { pageBarStyles, pageBarTemplate } from "../shared/page-bar";
import { sheet } from "../shared/sheet.styles";
import { theme } from "../shared/theme.styles";
import { controlsTemplate, type Refusal } from "./controls";
import { styles } from "./cost.styles";
import { countFields } from "./fields";
import { Form } from "./form";
import { plotStyles } from "./plot.styles";
import { lengthAt, stepAt } from "./pointing";
import { costAttributes, initialCost, readCost, writeCost, type CostSettings } from "./settings";
import { sheetTemplate } from "./sheet";
import { compute, type Computed } from "./state";

/**
 * What a model costs to run: its cache, its weights, how many texts fit a machine, and where prefill
 * and decoding stand under the machine's roofs. Every figure stands with its formula, the numbers in it
 * and where it comes from; the core computes them all.
 *
 *     <headwise-cost model="deepseek-v3" machine="h200" devices="8" tokens="32768"></headwise-cost>
 *
 * A model's sizes and a machine's figures stand in place of the published ones.
 *
 * @attr {string} model - id of a published model
 * @attr {number} tokens - of a text
 * @attr {number} batch - texts side by side
 * @attr {f32|f16|fp8|int8} weights - what a weight is stored as
 * @attr {f32|f16|fp8|int8} cache - what a number of the cache is stored as
 * @attr {string} machine - id of a published machine
 * @attr {number} devices - how many of them
 * @attr {f32|f16|fp8|int8} arithmetic - what the machine multiplies
 * @attr {number} memory - of a machine, GB
 * @attr {number} bandwidth - of a machine, GB a second
 * @attr {number} peak - of a machine, TFLOP a second
 * @attr {string} compare - ids of models whose caches are drawn besides, between commas
 * @attr {number} layers
 * @attr {number} d-model - width of a token
 * @attr {number} vocabulary
 * @attr {number} positions - rows of a learned position embedding
 * @attr {grouped|latent} attention - keys and values in heads, or one latent for all heads
 * @attr {number} heads - query heads
 * @attr {number} kv-heads - key heads, of grouped attention
 * @attr {number} head-dim - width of a head
 * @attr {number} value-dim - width of a value, of latent attention
 * @attr {number} rank - of the cached latent
 * @attr {number} rotary-dim - of the rotary key beside the latent
 * @attr {number} query-rank - of the latent that queries are made of; 0: none
 * @attr {number} window - keys that a query sees before it; 0: all
 * @attr {plain|gated|experts} feed-forward - what stands behind the attention
 * @attr {number} width - of the feed-forward network or of one expert
 * @attr {number} experts
 * @attr {number} chosen - experts that a token goes through
 * @attr {number} shared - experts that every token goes through
 * @attr {number} dense-layers - layers without experts
 * @attr {number} dense-width - width of their network
 * @attr {boolean} tied - whether the output shares the embedding's weights
 * @attr {boolean} bias - whether projections have one
 * @attr {auto|light|dark} theme - which colours
 * @attr page - the element is the page: its state is in the address
 * @slot title - what stands at the head of the bar
 * @csspart bar - the bar above everything
 * @csspart sheet - the figures
 * @csspart plot - a plot with its caption
 * @cssproperty --hw-accent - and every other token of the theme
 */
@customElement("headwise-cost")
export class HeadwiseCost extends LitElement {
  static override styles = [theme, base, buttons, inputs, pageBarStyles, sheet, styles, plotStyles];
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...costAttributes];
  }

  @property({ type: Boolean }) page = false;
  @state() private settings: CostSettings = initialCost;
  @state() private notices: readonly string[] = [];
  /** Why the engine can't be had; empty while all is well. */
  @state() private failure = "";
  /** Why it refused what is set. */
  @state() private refusal: Refusal | null = null;
  @state() private calculator: Calculator | null = null;
  /** The newest figures that could be computed. */
  @state() private computed: Computed | null = null;
  @state() private lit: string | null = null;
  @state() private length: number | null = null;
  @state() private step: number | null = null;
  @state() private width = 0;
  private readonly form = new Form();
  private readonly resizing = new ResizeObserver(([entry]) => (this.width = Math.floor(entry?.contentRect.width ?? 0)));
  private watched: Element | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizing.disconnect();
    this.watched = null;
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    // Before the engine is there nothing is known by name; all attributes are read once it is.
    if (before === now || this.calculator === null || !costAttributes.includes(name)) return;
    this.form.clear();
    this.adopt((attribute) => (attribute === name ? now : null));
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { theme } = this.settings;
    if (this.calculator !== null && (this.getAttribute("theme") ?? "auto") !== theme) this.setAttribute("theme", theme);
    const place = this.renderRoot.querySelector(".place");
    if (place === this.watched) return;
    this.resizing.disconnect();
    if (place !== null) this.resizing.observe(place);
    this.watched = place;
  }

  override render() {
    return html`
      ${this.page ? pageBarTemplate(this.settings.theme, (theme) => this.set({ theme })) : nothing}
      <div class="body">
        ${introduction}
        ${this.failure === "" ? nothing : html`<headwise-notice kind="error" .messages=${[this.failure]} action="Try again" @headwise-act=${this.open}></headwise-notice>`}
        ${this.notices.length === 0 ? nothing : html`<headwise-notice .messages=${this.notices} @headwise-dismiss=${() => (this.notices = [])}></headwise-notice>`}
        ${this.content()}
      </div>
    `;
  }

  private content() {
    const { calculator, computed, settings, form, lit, refusal, width, length, step } = this;
    if (calculator === null || computed === null) return this.failure === "" ? html`<p class="waiting" role="status">The formulas are on their way.</p>` : nothing;
    return html`<div class="columns">
      <div class="controls">${controlsTemplate({ calculator, settings, form, lit, refusal }, {
        set: this.set, type: this.type, leave: this.leave, point: this.point,
      })}</div>
      <div class="place">
        ${computed.settings === settings ? nothing : html`<p class="stale">What is set can’t be computed. These are the last figures that could: ${computed.name}.</p>`}
        ${sheetTemplate({ calculator, computed, width, lit, length, step }, {
        compare: (compare) => this.set({ compare }), overCache: this.overCache, takeLength: this.takeLength, overRoof: this.overRoof, highlight: this.highlight,
      })}</div>
    </div>`;
  }

  private readonly open = async (): Promise<void> => {
    if (this.calculator !== null) return;
    this.failure = "";
    try {
      this.calculator = await openCalculator();
    } catch (error) {
      this.failure = `The calculator could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
      return;
    }
    const parameters = new URLSearchParams(this.page ? location.search : "");
    this.adopt((attribute) => parameters.get(attribute) ?? this.getAttribute(attribute));
    // Sizes in an address may be refused: then the published ones stand beside the reason.
    this.computed ??= nearest(this.calculator, this.settings);
  };

  private adopt(get: (attribute: string) => string | null): void {
    if (this.calculator === null) return;
    const { settings, notices } = readCost(this.calculator, get, this.settings);
    this.notices = notices.length > 0 ? notices : this.notices;
    this.take(settings);
  }

  /** Settings that the engine refuses stand in the fields, with the reason, beside the last figures that are right. */
  private take(settings: CostSettings): void {
    this.settings = settings;
    if (this.calculator === null) return;
    try {
      this.computed = compute(this.calculator, settings);
      this.refusal = null;
    } catch (error) {
      this.refusal = refusalOf(error);
    }
  }

  private readonly set = (wanted: Partial<CostSettings>): void => {
    this.take({ ...this.settings, ...wanted });
    this.notices = [];
    if (!this.page) return;
    const query = writeCost(this.settings);
    history.replaceState(history.state, "", query === "" ? location.pathname : `?${query}`);
  };

  private readonly type = (attribute: string, text: string): void => {
    const settings = this.form.type(attribute, text, this.settings);
    if (settings === null) this.requestUpdate();
    else this.set(settings);
  };

  private readonly leave = (attribute: string): void => {
    this.form.leave(attribute);
    this.requestUpdate();
  };

  /** A field that has the focus lights its symbol in all formulas. */
  private readonly point = (attribute: string | null): void => {
    this.lit = countFields.find((field) => field.attribute === attribute)?.name ?? attribute;
  };

  private readonly highlight = (event: CustomEvent<{ tensor: string } | null>): void => {
    this.lit = event.detail?.tensor ?? null;
  };

  private readonly overCache = (event: PointerEvent | null): void => {
    this.length = event === null || this.computed === null ? null : lengthAt(event, this.computed, this.width);
  };

  private readonly takeLength = (event: MouseEvent): void => {
    if (this.computed === null) return;
    this.form.clear();
    this.set({ tokens: lengthAt(event, this.computed, this.width) });
  };

  private readonly overRoof = (event: PointerEvent | null): void => {
    this.step = event === null || this.computed === null ? null : stepAt(event, this.computed, this.width);
  };
}

/** What can be computed of settings that are refused as a whole: the sizes as published, or with the load that stands at first. */
function nearest(calculator: Calculator, settings: CostSettings): Computed {
  try {
    return compute(calculator, { ...settings, sizes: {} });
  } catch {
    return compute(calculator, { ...initialCost, model: settings.model });
  }
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof AttentionError)) return { code: "unknown", message: String(error) };
  const { code, message, left, right } = error;
  const pair = left.length === 1 && right.length === 1 ? ` (${left[0]} and ${right[0]})` : "";
  return { code, message: `${message.charAt(0).toUpperCase()}${message.slice(1)}${pair}.` };
}

const introduction = html`<div class="introduction">
  <h2>What a model costs to run</h2>
  <p>
    A model that writes keeps a key and a value for every token it has read, in every layer. That cache, the weights and a machine decide how
    many texts run side by side, and how fast. Choose a model and a machine, or enter your own: every figure stands with its formula, the
    numbers in it, and where it is printed.
  </p>
</div>`;

declare global {
  interface HTMLElementTagNameMap {
    "headwise-cost": HeadwiseCost;
  }
}
