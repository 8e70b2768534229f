/** What a reader can choose and enter. */
import { html, nothing } from "lit";
import "../choice/choice";
import type { Calculator } from "../../engine/costs";
import { attentionFields, frameFields, networkFields, type CountField } from "./fields";
import type { Form } from "./form";
import { batchSteps, nearestStep, tokenSteps } from "./ladder";
import { numberTemplate, sliderTemplate, type NumberEvents } from "./number-field";
import { figuresOf, formats, machineOf, modelOf, sizesOf, withArithmetic, type CostSettings, type Format, type MachineName } from "./settings";
import type { Sizes } from "./sizes";
import { whole } from "./units";

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

export interface Controls {
  readonly calculator: Calculator;
  readonly settings: CostSettings;
  readonly form: Form;
  /** The symbol that is pointed at. */
  readonly lit: string | null;
  /** Why the engine refused what is set; null when it did not. */
  readonly refusal: Refusal | null;
}

export interface ControlEvents extends NumberEvents {
  set(wanted: Partial<CostSettings>): void;
}

export function controlsTemplate(controls: Controls, events: ControlEvents) {
  return html`${modelTemplate(controls, events)}${loadTemplate(controls, events)}${machineTemplate(controls, events)}`;
}

function modelTemplate({ calculator, settings, form, lit, refusal }: Controls, events: ControlEvents) {
  const sizes = sizesOf(calculator, settings);
  const { source } = modelOf(calculator, settings);
  const changed = Object.keys(settings.sizes).length > 0;
  const resize = (wanted: Partial<Sizes>) => events.set({ sizes: { ...settings.sizes, ...wanted } });
  const atHeads = refusal?.code === "heads-do-not-divide";
  const fields = (list: readonly CountField[]) => list.filter(({ stands }) => stands?.(sizes) ?? true).map(({ name, attribute, label, symbol }) =>
    numberTemplate({ attribute, label, symbol, text: form.text(attribute, sizes[name]), problem: form.problem(attribute) || (name === "kvHeads" && atHeads ? refusal.message : ""), lit: lit === name }, events));
  return html`<fieldset class="group"><legend class="unseen">Model</legend>
    <label for="model">Model</label>
    <select id="model" @change=${(event: Event) => event.target instanceof HTMLSelectElement && (form.clear(), events.set({ model: event.target.value, sizes: {} }))}>
      ${calculator.models.map(({ id, name }) => html`<option value=${id} ?selected=${id === settings.model}>${name}</option>`)}
    </select>
    <p class="hint">${changed ? html`With your own sizes. <button class="link" @click=${() => (form.clear(), events.set({ sizes: {} }))}>As published</button>` : `Sizes: ${source}.`}</p>
    ${refusal === null || atHeads ? nothing : html`<p class="problem" role="alert">${refusal.message}</p>`}
    <details ?open=${changed}><summary>Its sizes, or your own</summary>
      <div class="fields">${fields(frameFields)}</div>
      <headwise-choice label="Attention" .value=${sizes.attention} .options=${[
        { value: "grouped", label: "Heads" }, { value: "latent", label: "Latent (MLA)" },
      ]} @headwise-choose=${(event: CustomEvent<Sizes["attention"]>) => resize({ attention: event.detail })}></headwise-choice>
      <div class="fields">${fields(attentionFields)}</div>
      <p class="hint">A window of 0 is none. A head’s width is a number of its own: h · d<sub>k</sub> need not be d.</p>
      <headwise-choice label="Feed-forward" .value=${sizes.feedForward} .options=${[
        { value: "plain", label: "Plain" }, { value: "gated", label: "Gated" }, { value: "experts", label: "Experts" },
      ]} @headwise-choose=${(event: CustomEvent<Sizes["feedForward"]>) => resize({ feedForward: event.detail })}></headwise-choice>
      <div class="fields">${fields(networkFields)}</div>
      <label class="check"><input type="checkbox" .checked=${sizes.tied} @change=${() => resize({ tied: !sizes.tied })} /> Output layer shares the embedding</label>
      <label class="check"><input type="checkbox" .checked=${sizes.bias} @change=${() => resize({ bias: !sizes.bias })} /> Biases</label>
    </details>
  </fieldset>`;
}

function loadTemplate({ settings, form, lit }: Controls, events: ControlEvents) {
  const slider = (attribute: "tokens" | "batch", label: string, symbol: string, steps: readonly number[], unit: string) => sliderTemplate(
    { attribute, label, symbol, text: form.text(attribute, settings[attribute]), problem: form.problem(attribute), lit: lit === attribute }, events,
    { steps, place: nearestStep(steps, settings[attribute]), spoken: `${whole(settings[attribute])} ${unit}` });
  const format = (name: "weights" | "cache", label: string, symbol: string) => html`<headwise-choice class=${lit === `${name === "weights" ? "weight" : "cache"}Bytes` ? "lit" : ""}
    label=${label} symbol=${symbol} .value=${settings[name]} .options=${formats.map((value) => ({ value, label: value }))}
    @headwise-choose=${(event: CustomEvent<Format>) => events.set({ [name]: event.detail })}></headwise-choice>`;
  return html`<fieldset class="group"><legend class="unseen">Load</legend>
    ${slider("tokens", "Tokens of a text", "T", tokenSteps, "tokens")}
    ${slider("batch", "Texts side by side", "B", batchSteps, "texts")}
    ${format("weights", "A weight is", "s_w")}
    ${format("cache", "A cached number is", "s_c")}
  </fieldset>`;
}

function machineTemplate({ calculator, settings, form, lit }: Controls, events: ControlEvents) {
  const { source, peaks } = machineOf(calculator, settings);
  const figures = figuresOf(calculator, settings);
  const changed = Object.keys(settings.figures).length > 0;
  const figure = (name: MachineName, label: string, symbol: string, unit: string) => numberTemplate(
    { attribute: name, label, symbol, unit, text: form.text(name, figures[name]), problem: form.problem(name), lit: lit === name }, events);
  // The peak belongs to the arithmetic: the reader's own would be of another one.
  const other = (): CostSettings["figures"] => Object.fromEntries(Object.entries(settings.figures).filter(([name]) => name !== "peak"));
  return html`<fieldset class="group"><legend class="unseen">Machine</legend>
    <div class="machine"><div><label for="machine">Machine</label>
      <select id="machine" @change=${(event: Event) => event.target instanceof HTMLSelectElement && (form.clear(), events.set(withArithmetic(calculator, { ...settings, machine: event.target.value, figures: {} })))}>
        ${calculator.machines.map(({ id, name }) => html`<option value=${id} ?selected=${id === settings.machine}>${name}</option>`)}
      </select></div>
      ${numberTemplate({ attribute: "devices", label: "How many", symbol: "D", text: form.text("devices", settings.devices), problem: form.problem("devices"), lit: lit === "devices" }, events)}
    </div>
    <p class="hint">${changed ? html`With your own figures. <button class="link" @click=${() => (form.clear(), events.set({ figures: {} }))}>As published</button>` : `Figures: ${source}; without sparsity.`}</p>
    <headwise-choice label="It multiplies" .value=${settings.arithmetic} .options=${formats.map((value) => ({
      value, label: value, ...(peaks[value] === null ? { refused: "No peak is published" } : {}),
    }))} @headwise-choose=${(event: CustomEvent<Format>) => events.set({ arithmetic: event.detail, figures: other() })}></headwise-choice>
    <details ?open=${changed}><summary>Its figures, or your own</summary>
      <div class="fields">
        ${figure("memory", "Memory", "M", "GB")}
        ${figure("bandwidth", "Bandwidth", "β", "GB/s")}
        ${figure("peak", "Peak", "π", "TFLOP/s")}
      </div>
    </details>
  </fieldset>`;
}
