/** One number to type in, with its symbol, and what is wrong with it right below. */
import { html, nothing } from "lit";
import { spokenSymbols, withSubscripts } from "../shared/subscripts";

export interface NumberField {
  /** Of the element and of the address; names the field on the page. */
  readonly attribute: string;
  readonly label: string;
  readonly symbol: string;
  readonly unit?: string;
  readonly text: string;
  readonly problem: string;
  /** Whether its symbol is pointed at. */
  readonly lit: boolean;
}

export interface NumberEvents {
  type(attribute: string, text: string): void;
  /** The reader has left the field. */
  leave(attribute: string): void;
  point(attribute: string | null): void;
}

export function numberTemplate({ attribute, label, symbol, unit = "", text, problem, lit }: NumberField, { type, leave, point }: NumberEvents) {
  const wrong = problem !== "";
  const id = `field-${attribute}`;
  return html`<div class="field ${lit ? "lit" : ""} ${wrong ? "wrong" : ""}">
    <label for=${id}>${label}${symbol === "" ? nothing : html` <i aria-hidden="true">${withSubscripts(symbol)}</i><span class="unseen"> ${spokenSymbols(symbol)}</span>`}</label>
    <div class="typed"><input id=${id} type="text" inputmode="decimal" autocomplete="off" spellcheck="false" .value=${text} aria-invalid=${wrong ? "true" : "false"}
      aria-describedby=${wrong ? `${id}-problem` : nothing}
      @input=${(event: InputEvent) => event.target instanceof HTMLInputElement && type(attribute, event.target.value)}
      @focus=${() => point(attribute)} @blur=${() => (leave(attribute), point(null))} />${unit === "" ? nothing : html`<span class="unit">${unit}</span>`}</div>
    ${wrong ? html`<p class="problem" id="${id}-problem" role="alert">${problem}</p>` : nothing}
  </div>`;
}

/** The same with a slider along steps. */
export function sliderTemplate(field: NumberField, events: NumberEvents, slider: { steps: readonly number[]; place: number; spoken: string }) {
  const { steps, place, spoken } = slider;
  return html`<div class="slider">${numberTemplate(field, events)}
    <input type="range" min="0" max=${steps.length - 1} step="1" .value=${String(place)} aria-label=${field.label} aria-valuetext=${spoken}
      @input=${(event: InputEvent) => event.target instanceof HTMLInputElement && events.type(field.attribute, (steps[Number(event.target.value)] ?? 1).toLocaleString("en"))}
      @change=${() => events.leave(field.attribute)}
      @focus=${() => events.point(field.attribute)} @blur=${() => events.point(null)} /></div>`;
}
