/** Heads switched off, by hand or in an order, and what becomes of the model. */
import { html, nothing } from "lit";
import type { HeadReport } from "../../trace/generated/HeadReport";
import { styled } from "../shared/styled";
import { curveTemplate } from "./curve";
import { inOrder, samePlace, written, type Place } from "./head-places";
import { orderNames, orderOf, type OrderName } from "./orders";
import { offKey, type Point, type Questions } from "./questions";
import type { HeadReading } from "./reading";
import type { HeadsSettings } from "./settings";
import { nats, percent, signed } from "./words";

export interface PruneState {
  readonly report: HeadReport;
  readonly settings: HeadsSettings;
  readonly questions: Questions;
}

type Set = (wanted: Partial<HeadsSettings>) => void;

export function pruneTemplate({ report, settings: { off }, questions }: PruneState, set: Set) {
  const { exam, whole, points } = questions;
  const point = points.get(offKey(off)) ?? exam.value;
  return html`<div class="prune">
    <section aria-labelledby="switches"><h3 id="switches">Heads that are on</h3>
      ${switchesTemplate(report, off, set)}
      ${ordersTemplate(report, off, set)}
    </section>
    <section aria-labelledby="found"><h3 id="found">What becomes of the model</h3>
      ${examTemplate(point, whole, exam.share)}
      ${curveTemplate(report, points.values(), offKey(off))}
      <h3 class="later">The next word of your sentence</h3>
      ${nextTemplate(questions.text.value, questions.pruned.value, off.length)}
    </section>
  </div>`;
}

function switchesTemplate({ heads, layers }: HeadReport, off: readonly Place[], set: Set) {
  const isOff = (place: Place): boolean => off.some((one) => samePlace(one, place));
  const toggle = ({ layer, head }: Place): void => {
    const place = { layer, head };
    set({ off: isOff(place) ? off.filter((one) => !samePlace(one, place)) : inOrder([...off, place]) });
  };
  return html`<div class="switches">${Array.from({ length: layers }, (_, layer) => html`<fieldset><legend>Layer ${layer + 1}</legend>
    ${heads.filter((entry) => entry.layer === layer).map((entry) => html`<label class="switch">
      <input type="checkbox" .checked=${!isOff(entry)} @change=${() => toggle(entry)} />
      <span class="number">${written(entry)}</span><span class="name">${entry.name.label}</span>
      <span class="figure" title="The loss grows by this without it">${signed(entry.masking)}</span></label>`)}</fieldset>`)}</div>`;
}

function ordersTemplate(report: HeadReport, off: readonly Place[], set: Set) {
  const prefix = (name: OrderName, count: number): readonly Place[] => inOrder(orderOf(report, name).slice(0, count).map(({ layer, head }) => ({ layer, head })));
  const { copying } = report;
  const induction = (copying?.heads ?? []).map(([layer, head]): Place => ({ layer, head }));
  const controls = (copying?.controlHeads ?? []).map(([layer, head]): Place => ({ layer, head }));
  return html`<div class="orders">
    ${(Object.keys(orderNames) as OrderName[]).map((name) => {
      // How many of this order are off, when those and no others are.
      const count = offKey(prefix(name, off.length)) === offKey(off) ? off.length : 0;
      return html`<label>Take out, ${orderNames[name]}: <b>${count}</b>
        <input type="range" min="0" max=${report.heads.length} .value=${String(count)}
          @change=${(event: Event) => event.target instanceof HTMLInputElement && set({ off: prefix(name, event.target.valueAsNumber) })} /></label>`;
    })}
    <div class="steps">
      <button ?disabled=${off.length === 0} @click=${() => set({ off: [] })}>All on</button>
      ${induction.length === 0 ? nothing : html`<button @click=${() => set({ off: inOrder(induction) })}>Only induction off</button>
        <button @click=${() => set({ off: inOrder(controls) })}>Instead, ${controls.map(written).join(", ")} off</button>`}
    </div>
  </div>`;
}

/** The exam's findings beside those with all heads on. */
function examTemplate(point: Point | null, whole: Point | null, share: number | null) {
  const bars = (name: string, right: number, of: number, before: { right: number; of: number }) => html`<tr><th scope="row">${name}</th>
    <td class="loud">${percent(right / of)}</td><td><span class="meter" aria-hidden="true"><span ${styled({ width: `${(100 * right) / of}%` })}></span></span></td>
    <td>${percent(before.right / before.of)}</td></tr>`;
  const busy = share === null ? nothing : html`<progress max="100" .value=${Math.round(100 * share)} aria-label="The exam so far"></progress>`;
  if (point === null || whole === null) return html`<p class="waiting" role="status">The exam is under way. ${busy}</p>`;
  const { report, took, off } = point;
  const before = whole.report;
  return html`<table class=${share === null ? "exam" : "exam busy"}>
      <caption class="unseen">What the model does with ${off.length} heads off</caption>
      <thead><tr><td></td><th scope="col">${off.length} off</th><td></td><th scope="col">All on</th></tr></thead>
      <tbody>
        <tr><th scope="row">Loss, nats a token</th><td class="loud">${nats(report.natsPerToken)}</td><td>${signed(report.natsPerToken - before.natsPerToken)}</td><td>${nats(before.natsPerToken)}</td></tr>
        ${bars("Agreement across a noun of the other number", report.agreement.right, report.agreement.of, before.agreement)}
        ${bars("Copying repeated random tokens", report.copying.right, report.copying.of, before.copying)}
      </tbody></table>
    <p class="hint" role="status">On ${report.texts} held-out texts of ${report.tokens} predicted tokens, ${report.agreement.of} verbs and ${report.copying.of} repeated tokens;
      computed here in ${Math.round(took)} ms. ${busy}</p>`;
}

function nextTemplate(whole: HeadReading | null, pruned: HeadReading | null, off: number) {
  const list = (name: string, reading: HeadReading | null) => html`<div><h4>${name}</h4><ol class="next">
    ${(reading?.next ?? []).map(({ word, probability }) => html`<li><span>${word}</span>
      <span class="meter" aria-hidden="true"><span ${styled({ width: `${100 * probability}%` })}></span></span><span class="figure">${percent(probability)}</span></li>`)}</ol></div>`;
  return html`<div class="foretold">${list("All heads on", whole)}${list(`${off} off`, pruned)}</div>`;
}
