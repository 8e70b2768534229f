/** What a task lets the reader change: settings of the scene, a query, or heads of the trained model. */
import { html } from "lit";
import "../choice/choice";
import type { Settings } from "../shared/settings";
import { fields } from "../shared/settings";
import type { Field } from "../shared/fields";
import { styled } from "../shared/styled";
import { withSubscripts } from "../shared/subscripts";
import { written } from "./expression/template";
import type { Evidence } from "./judge";
import { componentName, labelOf } from "./labels";
import type { Control } from "./question";
import { nameOf, withAttribute, type HeadPlace } from "./runs";

/** @param set Told settings as the reader changes them. */
export function settingsTemplate(controls: readonly Control[], { trace, settings }: Evidence, set: (wanted: Partial<Settings>) => void) {
  return html`<div class="controls">${controls.map((control) => {
    const { attribute, range, values } = control;
    const name = nameOf(attribute);
    const label = labelOf(attribute);
    const change = (text: string): void => {
      const changed = { [name]: withAttribute(settings, attribute, text)[name] };
      // As many key heads as query heads: that stays so.
      set(name === "heads" && settings.kvHeads === settings.heads ? { ...changed, kvHeads: Number(text) } : changed);
    };
    const text = (fields[name] as Field<unknown>).write(settings[name]);
    if (attribute === "off") return headsTemplate(trace.fact("heads"), settings.headsOff, (headsOff) => set({ headsOff }));
    if (range !== null) return sliderTemplate({ label, ...range, value: Number(text) }, (value) => change(String(value)));
    if (values.length > 0) {
      return html`<headwise-choice .label=${label} .value=${text} .options=${values.map((value) => ({ value, label: value }))}
        @headwise-choose=${(event: CustomEvent<string>) => change(event.detail)}></headwise-choice>`;
    }
    if (attribute === "causal") {
      return html`<label class="switch"><input type="checkbox" .checked=${settings.causal}
        @change=${(event: Event) => event.target instanceof HTMLInputElement && change(String(event.target.checked))} /> ${label}</label>`;
    }
    return html`<label class="field">${label}<input type="text" maxlength="200" .value=${text}
      @change=${(event: Event) => event.target instanceof HTMLInputElement && change(event.target.value)} /></label>`;
  })}</div>`;
}

export interface Slider {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly value: number;
}

export function sliderTemplate({ label, least, most, step, value }: Slider, change: (value: number) => void) {
  return html`<label class="slider"><span>${withSubscripts(label)}</span>
    <input type="range" min=${least} max=${most} step=${step} .value=${String(value)}
      @input=${(event: Event) => event.target instanceof HTMLInputElement && change(event.target.valueAsNumber)} />
    <output>${written(value)}</output></label>`;
}

/** @param change Told the places of the heads that are off. */
function headsTemplate(heads: number, off: readonly number[], change: (off: number[]) => void) {
  return html`<fieldset class="heads"><legend>Heads that are on</legend>${Array.from({ length: heads }, (_, head) => html`
    <label class="switch"><input type="checkbox" .checked=${!off.includes(head)}
      @change=${() => change(off.includes(head) ? off.filter((one) => one !== head) : [...off, head].sort((a, b) => a - b))} /> ${head + 1}</label>`)}</fieldset>`;
}

/** All heads of the trained model, by layer. */
export function modelHeadsTemplate(layers: number, heads: number, off: readonly HeadPlace[], change: (off: HeadPlace[]) => void) {
  const isOff = (layer: number, head: number): boolean => off.some(([l, h]) => l === layer && h === head);
  const turn = (layer: number, head: number): void =>
    change(isOff(layer, head) ? off.filter(([l, h]) => l !== layer || h !== head) : [...off, [layer, head]]);
  return html`<div class="controls">${Array.from({ length: layers }, (_, layer) => html`<fieldset class="heads"><legend>Layer ${layer + 1}</legend>
    ${Array.from({ length: heads }, (_, head) => html`<label class="switch"><input type="checkbox" .checked=${!isOff(layer, head)}
      @change=${() => turn(layer, head)} /> ${layer + 1}.${head + 1}</label>`)}</fieldset>`)}</div>`;
}

/** The components of a query, and the weights that it gives the words. */
export function queryTemplate(q: readonly number[], weights: readonly number[], tokens: readonly string[], change: (q: number[]) => void) {
  return html`<div class="controls">${q.map((value, at) => sliderTemplate(
      { label: componentName(at + 1), least: -4, most: 4, step: 0.1, value: Math.round(value * 10) / 10 },
      (now) => change(q.map((before, place) => (place === at ? now : before)))))}</div>
    <table class="weights"><caption class="unseen">The weights that this query gives</caption><tbody>${weights.map((weight, place) => html`
      <tr><th scope="row"><bdi>${tokens[place] ?? ""}</bdi></th><td class="meter" aria-hidden="true"><span ${styled({ width: `${(100 * weight).toFixed(1)}%` })}></span></td>
        <td>${weight.toFixed(2)}</td></tr>`)}</tbody></table>`;
}
