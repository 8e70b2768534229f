import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { headNumber } from "../../trace/places";
import "../choice/choice";
import type { Option } from "../choice/choice";
import { SetEvent } from "../events/set";
import "../head-switches/head-switches";
import "../sentence/sentence";
import { base, buttons, inputs } from "../shared/base.styles";
import { rerollSign } from "../shared/icons";
import { divisors } from "../shared/reading";
import { headChoices, initialSettings, largestSeed, temperatureLimits, widthChoices, type Settings, type Weights } from "../shared/settings";
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
  @property({ attribute: false }) headColors: readonly string[] = [];

  override render() {
    const { settings } = this;
    return html`
      <headwise-sentence .text=${settings.text} .count=${this.tokens.length} .dropped=${this.dropped}
        .error=${this.error}></headwise-sentence>
      <section aria-label="Weights">${this.weights()}</section>
      <section aria-label="Follow">
        <headwise-choice label="Head followed" .value=${String(settings.head)} .options=${this.headOptions()}
          @headwise-choose=${(event: CustomEvent<string>) => this.ask({ head: Number(event.detail) })}></headwise-choice>
        <div>
          <label for="row">Query word followed</label>
          <select id="row" @change=${this.onRow}>${this.tokens.map((token, row) => this.rowOption(token, row))}</select>
        </div>
        <headwise-head-switches .heads=${this.heads} .off=${settings.headsOff} .colors=${this.headColors}></headwise-head-switches>
      </section>
      <section aria-label="Sizes">${this.trained ? trainedSizes() : this.sizes()}</section>
      ${this.tiles ? html`<section aria-label="Tiles"><headwise-tiles .settings=${settings}
        .tokens=${this.tokens.length}></headwise-tiles></section>` : nothing}
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
    return this.settings.weights === "trained";
  }

  private get heads(): number {
    return this.trained ? shipped.heads : this.settings.heads;
  }

  private weights() {
    const { weights, layer } = this.settings;
    const layers = Array.from({ length: shipped.layers }, (_, place) => ({ value: String(place), label: String(place + 1) }));
    return html`
      <headwise-choice label="Weights" .value=${weights} .options=${[{ value: "trained", label: "Trained" }, { value: "random", label: "Random" }]}
        .hint=${this.trained ? `Trained on a small English of ${shipped.words} words. Temperature and switches act on the layer shown.` : ""}
        @headwise-choose=${(event: CustomEvent<Weights>) => this.ask({ weights: event.detail })}></headwise-choice>
      ${this.trained ? html`<headwise-choice label="Layer shown" .value=${String(layer)} .options=${layers}
        @headwise-choose=${(event: CustomEvent<string>) => this.ask({ layer: Number(event.detail) })}></headwise-choice>` : nothing}
    `;
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

  private headOptions(): readonly Option[] {
    return Array.from({ length: this.heads }, (_, head) => ({ value: String(head), label: String(headNumber(head)) }));
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

/** The sizes of the trained model, beside those that random weights could have. */
function trainedSizes() {
  const { heads, dModel } = shipped;
  return html`
    <headwise-choice label="Heads" symbol="h" .value=${String(heads)} .options=${fixed(heads, headChoices, "heads")}
      .hint="${dModel} / ${heads} = ${dModel / heads} columns a head, each with its own keys and values"></headwise-choice>
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
