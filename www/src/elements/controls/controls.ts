import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { headNumber } from "../../trace/places";
import "../cache/cache";
import "../choice/choice";
import type { Option } from "../choice/choice";
import { SetEvent } from "../events/set";
import "../head-switches/head-switches";
import "../sentence/sentence";
import { base, buttons, inputs } from "../shared/base.styles";
import { rerollSign } from "../shared/icons";
import { ownModel, sizesOfModel, turnTo, type ModelSizes } from "../shared/own-model";
import type { CacheSizes } from "../shared/extras";
import { divisors } from "../shared/reading";
import { headChoices, initialSettings, largestSeed, temperatureLimits, widthChoices, type Settings, type Weights } from "../shared/settings";
import { engineFor } from "../shared/computation";
import { shipped } from "../shared/shipped";
import "../tiles/tiles";
import { styles } from "./controls.styles";

/**
 * Everything a reader can set, but for the pace. Combinations that can't be computed can't be chosen.
 *
 * @event headwise-set - other settings are asked for
 */
@customElement("headwise-controls")
export class HeadwiseControls extends LitElement {
  static override styles = [base, buttons, inputs, styles];

  @property({ attribute: false }) settings: Settings = initialSettings;
  /** The query row that is followed, as far as the sentence has it. */
  @property({ type: Number }) row = 0;
  /** The words of the trace. */
  @property({ attribute: false }) tokens: readonly string[] = [];
  /** Words beyond what a trace holds. */
  @property({ type: Number }) dropped = 0;
  /** What is wrong with the sentence. */
  @property() error = "";
  /** How the numbers were computed, in a sentence. */
  @property() origin = "";
  /** Whether the scene in view walks over tiles. */
  @property({ type: Boolean }) tiles = false;
  /** Whether the scene in view keeps a cache, and the sizes of the one that the trace has. */
  @property({ type: Boolean }) cache = false;
  @property({ attribute: false }) cacheSizes: CacheSizes | null = null;
  @property({ attribute: false }) headColors: readonly string[] = [];
  /** Tokens that stand before the words. */
  @property({ type: Number }) signs = 0;
  /** Whether the reader looks for a model to open. */
  @state() private opening = false;

  override render() {
    const { settings } = this;
    return html`
      <headwise-sentence .text=${settings.text} .count=${this.tokens.length} .dropped=${this.dropped}
        .error=${this.error}></headwise-sentence>
      <section aria-label="Weights">${this.weights()}</section>
      <section aria-label="Follow">
        ${this.numbered("Head followed", this.heads, settings.head, (head) => this.ask({ head }))}
        <div>
          <label for="row">Query word followed</label>
          <select id="row" @change=${this.onRow}>
            ${this.signs > 0 ? this.rowOption("the start sign", -1) : nothing}
            ${this.tokens.map((token, row) => this.rowOption(token, row))}</select>
        </div>
        <headwise-head-switches .heads=${this.heads} .off=${settings.headsOff} .colors=${this.headColors}></headwise-head-switches>
      </section>
      <section aria-label="Sizes">${this.trained ? trainedSizes(this.model) : this.sizes()}</section>
      ${this.tiles ? html`<section aria-label="Tiles"><headwise-tiles .settings=${settings}
        .tokens=${this.tokens.length}></headwise-tiles></section>` : nothing}
      ${this.cache ? html`<section aria-label="Cache"><headwise-cache .settings=${settings}
        .sizes=${this.cacheSizes}></headwise-cache></section>` : nothing}
      <section aria-label="Softmax and weights">
        <label class="line"><input type="checkbox" .checked=${settings.causal || this.trained} ?disabled=${this.trained}
          aria-describedby=${this.trained ? "fixed" : nothing} @change=${this.onCausal} />
          <span>Causal: a word sees no later word</span></label>
        ${this.trained ? html`<p class="hint" id="fixed">The mask stays: the model was trained with it.</p>` : nothing}
        ${this.temperature()} ${this.trained ? nothing : this.seed()}
        <p class="hint">${this.origin}</p>
      </section>
    `;
  }

  private get trained(): boolean {
    return this.settings.weights !== "random";
  }

  private get model(): ModelSizes {
    return sizesOfModel(this.settings.weights);
  }

  private get heads(): number {
    return this.trained ? this.model.heads : this.settings.heads;
  }

  private weights() {
    const { weights } = this.settings;
    const opens = this.opening || weights === "own";
    const trainedOn = `Trained on a small English of ${shipped.words} words. `;
    const hint = `${weights === "trained" ? trainedOn : ""}Temperature and switches act on the layer shown.`;
    if (opens) void import("../own-model/own-model");
    return html`
      <headwise-choice label="Weights" .value=${this.opening ? "own" : weights} .options=${[
        { value: "trained", label: "Trained" }, { value: "random", label: "Random" }, { value: "own", label: "Own" },
      ]} .hint=${this.trained && !this.opening ? hint : ""} @headwise-choose=${(event: CustomEvent<Weights>) => this.turn(event.detail)}></headwise-choice>
      ${opens ? html`<headwise-own-model .state=${ownModel.state} .info=${ownModel.info}
        @headwise-files=${(event: CustomEvent<readonly File[]>) => void this.open(event.detail)}></headwise-own-model>` : nothing}
      ${this.trained && !this.opening ? this.numbered("Layer shown", this.model.layers, this.settings.layer, (layer) => this.ask({ layer })) : nothing}
    `;
  }

  /** One of so many, counted from 1: side by side, or in a list where they are many. */
  private numbered(label: string, count: number, value: number, choose: (place: number) => void) {
    const options = Array.from({ length: count }, (_, place) => ({ value: String(place), label: String(headNumber(place)) }));
    if (count <= mostSegments) {
      return html`<headwise-choice .label=${label} .value=${String(value)} .options=${options}
        @headwise-choose=${(event: CustomEvent<string>) => choose(Number(event.detail))}></headwise-choice>`;
    }
    return html`<label>${label}<select @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}>
      ${options.map((option) => html`<option value=${option.value} ?selected=${option.value === String(value)}>${option.label}</option>`)}
    </select></label>`;
  }

  /** To other weights; to those of an own model once there is one. */
  private turn(weights: Weights): void {
    this.opening = weights === "own" && ownModel.info === null;
    if (!this.opening) this.ask(turnTo(weights, this.settings));
  }

  private async open(files: readonly File[]): Promise<void> {
    const turned = await ownModel.open(files, engineFor("auto"));
    if (!turned) return;
    this.opening = false;
    this.ask(turnTo("own", this.settings));
  }

  private sizes() {
    const { heads, kvHeads, dModel } = this.settings;
    return html`
      <headwise-choice label="Heads" symbol="h" .value=${String(heads)} .options=${this.dividing(dModel, "d_model")}
        .hint="${dModel} / ${heads} = ${dModel / heads} columns a head"
        @headwise-choose=${(event: CustomEvent<string>) => this.changeHeads(Number(event.detail))}></headwise-choice>
      <headwise-choice label="Key and value heads" symbol="g" .value=${String(kvHeads)} .options=${this.dividing(heads, "h")}
        .hint=${sharing(heads, kvHeads)}
        @headwise-choose=${(event: CustomEvent<string>) => this.ask({ kvHeads: Number(event.detail) })}></headwise-choice>
      <headwise-choice label="Model width" symbol="d_model" .value=${String(dModel)} .options=${widthChoices.map(plain)}
        @headwise-choose=${(event: CustomEvent<string>) => this.ask({ dModel: Number(event.detail) })}></headwise-choice>
    `;
  }

  private temperature() {
    const { temperature } = this.settings;
    const { least, most, step } = temperatureLimits;
    return html`<div>
      <label for="temperature">Temperature <output>${temperature.toFixed(2)}</output></label>
      <input id="temperature" type="range" min=${least} max=${most} step=${step} .value=${String(temperature)}
        aria-describedby="temperature-hint" @input=${this.onTemperature} />
      <p class="hint" id="temperature-hint">Divides the scores: low is sharp, high is even.</p>
    </div>`;
  }

  private seed() {
    return html`<div>
      <label for="seed">Seed</label>
      <div class="row">
        <input id="seed" type="number" min="0" max=${largestSeed} step="1" .value=${String(this.settings.seed)}
          aria-describedby="seed-hint" @change=${this.onSeed} />
        <button class="icon" aria-label="Next seed" title="Next seed" @click=${this.reroll}>${rerollSign}</button>
      </div>
      <p class="hint" id="seed-hint">Embeddings and weights are random numbers from this seed. Nobody has trained them.</p>
    </div>`;
  }

  /** The numbers of heads that divide `whole`; the others stand there and say why not. */
  private dividing(whole: number, name: string): readonly Option[] {
    const good = divisors(whole);
    return headChoices.map((choice) => {
      if (good.includes(choice)) return plain(choice);
      return { ...plain(choice), refused: `${choice} does not divide ${name} = ${whole}` };
    });
  }

  private rowOption(token: string, row: number) {
    return html`<option value=${row} ?selected=${row === this.row}>${row + 1}: ${token}</option>`;
  }

  /** As many key heads as before, where that still divides; one for each query head stays so. */
  private changeHeads(heads: number): void {
    const { kvHeads, heads: before } = this.settings;
    const kept = divisors(heads).findLast((choice) => choice <= kvHeads) ?? 1;
    this.ask({ heads, kvHeads: kvHeads === before ? heads : kept });
  }

  private onRow(event: Event): void {
    this.ask({ row: Number((event.target as HTMLSelectElement).value) });
  }

  private onCausal(event: Event): void {
    this.ask({ causal: (event.target as HTMLInputElement).checked });
  }

  private onTemperature(event: Event): void {
    this.ask({ temperature: (event.target as HTMLInputElement).valueAsNumber });
  }

  private onSeed(event: Event): void {
    const field = event.target as HTMLInputElement;
    const seed = Math.round(field.valueAsNumber);
    if (Number.isFinite(seed)) this.ask({ seed: Math.min(largestSeed, Math.max(0, seed)) });
    else field.value = String(this.settings.seed);
  }

  private reroll(): void {
    this.ask({ seed: this.settings.seed === largestSeed ? 0 : this.settings.seed + 1 });
  }

  private ask(wanted: Partial<Settings>): void {
    this.dispatchEvent(new SetEvent(wanted));
  }
}

/** More choices than this do not stand side by side. */
const mostSegments = 8;

/** The sizes of the trained model, beside those that random weights could have. */
function trainedSizes({ heads, kvHeads, headDim, dModel }: ModelSizes) {
  const columns = dModel === heads * headDim ? `${dModel} / ${heads} = ${headDim} columns a head` : `${headDim} columns a head`;
  return html`
    <headwise-choice label="Heads" symbol="h" .value=${String(heads)} .options=${fixed(heads, headChoices, "heads")}
      .hint="${columns}. ${sharing(heads, kvHeads)}"></headwise-choice>
    <headwise-choice label="Model width" symbol="d_model" .value=${String(dModel)} .options=${fixed(dModel, widthChoices, "columns")}
      .hint="Sizes stay as the model was trained. Random weights can have others."></headwise-choice>
  `;
}

/** One size that is, among others that can't be chosen. */
function fixed(size: number, others: readonly number[], noun: string): readonly Option[] {
  return [...others.filter((other) => other !== size), size].sort((a, b) => a - b)
    .map((choice) => (choice === size ? plain(choice) : { ...plain(choice), refused: `the trained model has ${size} ${noun}` }));
}

function plain(choice: number): Option {
  return { value: String(choice), label: String(choice) };
}

/** How queries share keys and values, by its name. */
function sharing(heads: number, kvHeads: number): string {
  if (kvHeads === heads) return "Multi-head: each head has its own keys and values.";
  const together = heads / kvHeads;
  if (kvHeads === 1) return `Multi-query: all ${heads} heads share keys and values.`;
  return `Grouped-query: every ${together} heads share keys and values.`;
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-controls": HeadwiseControls;
  }
}
