/** All heads side by side, and the one that is looked at. */
import { html, nothing } from "lit";
import type { HeadEntry } from "../../trace/generated/HeadEntry";
import type { HeadReport } from "../../trace/generated/HeadReport";
import { styled } from "../shared/styled";
import { arcsTemplate } from "./arcs";
import { samePlace, written, type Place } from "./head-places";
import "./map";
import { largest, rowOf, weightsOf, type HeadReading } from "./reading";
import { nats, percent, share, signed } from "./words";

export interface GalleryState {
  readonly report: HeadReport;
  readonly reading: HeadReading;
  /** As the reader wrote it. */
  readonly text: string;
  readonly head: Place;
  readonly row: number;
  readonly scheme: string;
}

/** The maps, a row for each layer. `choose` is told the head. */
export function mapsTemplate({ report, reading, head, scheme }: Omit<GalleryState, "row" | "text">, choose: (head: Place) => void) {
  const layers = Array.from({ length: report.layers }, (_, layer) => report.heads.filter((entry) => entry.layer === layer));
  return html`<div class="maps">${layers.map((heads, layer) => html`
    <section aria-label="Layer ${layer + 1}"><h3>Layer ${layer + 1}</h3><div class="row">
      ${heads.map((entry) => html`<button class="head" aria-pressed=${samePlace(entry, head) ? "true" : "false"}
        @click=${() => choose(entry)}>
        <headwise-head-map .weights=${weightsOf(reading, entry)} scheme=${scheme}></headwise-head-map>
        <span><span class="unseen">Head </span><span class="number">${written(entry)}</span> <span class="name">${entry.name.label}</span></span></button>`)}
    </div></section>`)}
    <p class="hint scale"><span class="ramp" aria-hidden="true"></span> Weight from 0 to 1, by its square root. A row for each query, a column for each key;
      a word sees itself and what stands before it.</p>
  </div>`;
}

/** One head: its name and why, its weights, and one row of them over the sentence. */
export function focusTemplate(state: GalleryState, follow: (row: number) => void) {
  const { report, reading, head, row, scheme } = state;
  const entry = report.heads.find((one) => samePlace(one, head));
  if (entry === undefined) return nothing;
  const weights = rowOf(reading, head, row);
  const best = largest(weights);
  const { tokens } = reading;
  return html`<section class="focus" aria-labelledby="focus-name">
    <h3 id="focus-name">Head ${written(head)}: ${entry.name.label}</h3>
    <p class="evidence">${entry.name.evidence}</p>
    <div class="pictures">
      <div class="large" @pointermove=${(event: PointerEvent) => follow(rowUnder(event, tokens.length))}>
        <headwise-head-map .weights=${weightsOf(reading, head)} scheme=${scheme}></headwise-head-map>
        <div class="mark" aria-hidden="true" ${styled({ "--row": String(row), "--count": String(tokens.length) })}></div>
      </div>
      ${arcsTemplate({
        tokens,
        left: [],
        right: [...weights].flatMap((weight, to) => (weight < 0.01 ? [] : [{ from: row, to, strength: Math.sqrt(weight), kind: "weight" as const }])),
        row,
        notes: [...weights].map((weight, key) => (key <= row && weight >= 0.005 ? share(weight) : "")),
        label: "The sentence, and the weights of one word’s row",
      }, follow)}
    </div>
    <p class="told" role="status">From <b>${tokens[row]}</b> it looks hardest at <b>${tokens[best]}</b> (${share(weights[best] ?? 0)}).</p>
    ${figuresTemplate(entry)}
    <p><a href=${playgroundAddress(head, state)}>Open this head in the playground</a></p>
  </section>`;
}

function rowUnder({ offsetY, currentTarget }: PointerEvent, count: number): number {
  const height = currentTarget instanceof HTMLElement ? currentTarget.clientHeight : 1;
  return Math.max(0, Math.min(count - 1, Math.floor((count * offsetY) / height)));
}

/** The figures that heads are compared by, measured on held-out texts. */
function figuresTemplate({ positional, repetition, masking, copyingWithout }: HeadEntry) {
  const previous = positional.offsets.find(({ offset }) => offset === 1)?.weight ?? 0;
  return html`<dl>
    <div><dt>Weight on the previous word</dt><dd>${share(previous)}</dd></div>
    <div><dt>On what followed the last occurrence</dt><dd>${share(repetition.prefixMatching)}</dd></div>
    <div><dt>On the first token</dt><dd>${share(positional.first)}</dd></div>
    <div><dt>Loss without it</dt><dd>${signed(masking)} nats a token</dd></div>
    <div><dt>Repeated tokens copied right without it</dt><dd>${percent(copyingWithout)}</dd></div>
  </dl>`;
}

function playgroundAddress({ layer, head }: Place, { text, row }: GalleryState): string {
  // The playground counts rows among the words: 0 is the token that begins the text.
  const parameters = new URLSearchParams({ weights: "trained", text, layer: String(layer + 1), head: String(head + 1), row: String(row), scene: "attend" });
  return `./?${parameters.toString()}`;
}

/** Everything in words and figures. */
export function tableTemplate(report: HeadReport, choose: (head: Place) => void) {
  return html`<details><summary>All heads as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="All heads as a table"><table>
      <caption class="unseen">Every head with its name, the evidence for it and what it is worth</caption>
      <thead><tr><th scope="col">Head</th><th scope="col">Name</th><th scope="col">Evidence</th><th scope="col">Previous word</th>
        <th scope="col">Induction</th><th scope="col">Loss without it</th><th scope="col">Slope of the loss</th><th scope="col">Copying without it</th></tr></thead>
      <tbody>${report.heads.map((entry) => html`<tr>
        <th scope="row"><button class="quiet" @click=${() => choose(entry)}>${written(entry)}</button></th>
        <td class="words">${entry.name.label}</td><td class="words">${entry.name.evidence}</td>
        <td>${share(entry.positional.offsets.find(({ offset }) => offset === 1)?.weight ?? 0)}</td>
        <td>${share(entry.repetition.prefixMatching)}</td><td>${signed(entry.masking)}</td><td>${nats(entry.sensitivity)}</td>
        <td>${percent(entry.copyingWithout)}</td></tr>`)}</tbody>
    </table></div></details>`;
}
