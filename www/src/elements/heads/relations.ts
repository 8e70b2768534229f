/** Which relation of the grammar a head follows: held-out sentences with what is right drawn beside what the head does. */
import { html, nothing } from "lit";
import type { Asked } from "../../trace/generated/Asked";
import type { GoldQuery } from "../../trace/generated/GoldQuery";
import type { HeadEntry } from "../../trace/generated/HeadEntry";
import type { HeadReport } from "../../trace/generated/HeadReport";
import type { RelationKind } from "../../trace/generated/RelationKind";
import type { RelationScore } from "../../trace/generated/RelationScore";
import { arcsTemplate, type Arc } from "./arcs";
import { samePlace, written, type Place } from "./head-places";
import { largest, rowOf, type HeadReading } from "./reading";
import { mostExamples, relations, type HeadsSettings } from "./settings";
import { askedNames, percent, relationNames, share } from "./words";

export interface RelationsState {
  readonly report: HeadReport;
  readonly settings: HeadsSettings;
  readonly reading: HeadReading | null;
  readonly row: number | null;
}

/** How well a head follows a relation, at the word or one ahead: whichever is better. */
export function scoreOf({ relations }: HeadEntry, kind: RelationKind): RelationScore | null {
  const own = relations.filter((score) => score.kind === kind);
  return own.reduce<RelationScore | null>((best, score) => (best === null || excess(score) > excess(best) ? score : best), null);
}

/** Hits beyond what the best fixed offset gets. */
export function excess({ hits, baseline }: RelationScore): number {
  return hits - baseline;
}

/** The head that follows a relation best. */
export function bestHead({ heads }: HeadReport, kind: RelationKind): Place | null {
  const best = heads.toSorted((a, b) => excessOf(b, kind) - excessOf(a, kind))[0];
  return best === undefined ? null : { layer: best.layer, head: best.head };
}

/** The relation that a head follows best. */
export function bestRelation(entry: HeadEntry): RelationKind {
  const own = entry.relations.toSorted((a, b) => excess(b) - excess(a));
  return own[0]?.kind ?? "pronoun-antecedent";
}

function excessOf(entry: HeadEntry, kind: RelationKind): number {
  const score = scoreOf(entry, kind);
  return score === null ? -1 : excess(score);
}

/** Gold rows of one kind with what a head does in each. */
export interface Followed {
  readonly gold: GoldQuery;
  readonly looksAt: number;
  /** Of that key. */
  readonly weight: number;
  readonly hit: boolean;
}

export function followed(reading: HeadReading, head: HeadsSettings["head"], kind: RelationKind, asked: Asked): readonly Followed[] {
  return reading.gold.filter((gold) => gold.kind === kind && gold.asked === asked).map((gold) => {
    const weights = rowOf(reading, head, gold.row);
    const looksAt = largest(weights);
    return { gold, looksAt, weight: weights[looksAt] ?? 0, hit: gold.keys.includes(looksAt) };
  });
}

export function relationsTemplate(state: RelationsState, set: (wanted: Partial<HeadsSettings>) => void, follow: (row: number) => void) {
  const { report, settings: { relation, example, head } } = state;
  const scored = report.heads.map((entry) => ({ entry, score: scoreOf(entry, relation) }));
  const ranked = scored.toSorted((a, b) => excessOf(b.entry, relation) - excessOf(a.entry, relation));
  const choose = (kind: RelationKind): void => set({ relation: kind, example: 0, head: bestHead(report, kind) ?? head });
  return html`
    <div class="asks">
      <label>Relation <select @change=${(event: Event) => choose(chosen(event))}>
        ${relations.map((kind) => html`<option value=${kind} ?selected=${kind === relation}>${relationNames[kind]}</option>`)}</select></label>
      <div class="steps" role="group" aria-label="Held-out texts">
        <button ?disabled=${example === 0} @click=${() => set({ example: example - 1 })}>Previous text</button>
        <span>${example + 1} of ${mostExamples}</span>
        <button ?disabled=${example === mostExamples - 1} @click=${() => set({ example: example + 1 })}>Next text</button>
      </div>
    </div>
    <div class="relations">
      <section aria-labelledby="hits"><h3 id="hits">How often each head’s largest weight is right</h3>
        <p class="hint">Over all held-out texts. The tick is what looking a fixed number of words back would get: the best such number.</p>
        <ol class="bars">${ranked.map(({ entry, score }) => html`<li><button class="bar-row" aria-pressed=${samePlace(entry, head) ? "true" : "false"}
          @click=${() => set({ head: { layer: entry.layer, head: entry.head } })} @pointerenter=${(event: PointerEvent) => event.pointerType === "mouse" && set({ head: { layer: entry.layer, head: entry.head } })}>
          <span class="number">${written(entry)}</span>${score === null ? html`<span></span>` : barTemplate(score)}
          <span class="figure">${score === null ? "" : percent(score.hits)}</span></button></li>`)}</ol>
      </section>
      ${pictureTemplate(state, follow)}
    </div>`;
}

function barTemplate({ hits, baseline }: RelationScore) {
  return html`<svg class="share" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect width=${100 * hits} height="12" />
    <line x1=${100 * baseline} x2=${100 * baseline} y2="12" /></svg>`;
}

function pictureTemplate({ report, settings: { relation, head }, reading, row }: RelationsState, follow: (row: number) => void) {
  const entry = report.heads.find((one) => samePlace(one, head));
  const score = entry === undefined ? null : scoreOf(entry, relation);
  if (entry === undefined || score === null) return nothing;
  const { asked, hits, queries, baseline, baselineOffset } = score;
  return html`<section aria-labelledby="followed">
    <h3 id="followed">Head ${written(head)}: ${entry.name.label}</h3>
    <p class="evidence">For ${relationNames[relation]}, asked ${askedNames[asked]}, its largest weight is right in <b>${percent(hits)}</b> of
      ${queries} cases. Looking ${baselineOffset} back every time would be right in <b>${percent(baseline)}</b>.</p>
    ${reading === null ? html`<p class="waiting" role="status">The text is being read.</p>` : sentenceTemplate(reading, followed(reading, head, relation, asked), asked, row, follow)}
  </section>`;
}

function sentenceTemplate(reading: HeadReading, rows: readonly Followed[], asked: Asked, row: number | null, follow: (row: number) => void) {
  const shown = row === null ? rows : rows.filter(({ gold }) => gold.row === row);
  const arcs = shown.length > 0 ? shown : rows;
  const left = arcs.flatMap(({ gold }) => gold.keys.map((to): Arc => ({ from: gold.row, to, strength: 1, kind: "gold" })));
  const right = arcs.map(({ gold, looksAt, hit }): Arc => ({ from: gold.row, to: looksAt, strength: 1, kind: hit ? "hit" : "miss" }));
  const { tokens } = reading;
  const hits = rows.filter(({ hit }) => hit).length;
  return html`
    ${arcsTemplate({ tokens, left, right, row, notes: [], label: "A held-out text with the relation on the left and the head’s largest weight on the right" }, follow)}
    <p class="key"><span class="gold">Left: what the grammar says.</span> <span class="hit">Right, solid: the head looks there too.</span>
      <span class="miss">Right, dashed: it looks elsewhere.</span></p>
    <p class="told" role="status">Here it is right in ${hits} of ${rows.length}.${asked === "before" ? " An arc begins at the word before: from there the next one is predicted." : ""}
      ${arcs.slice(0, 3).map(({ gold, looksAt, weight }) => html` From <b>${tokens[gold.row]}</b> it looks at <b>${tokens[looksAt]}</b>
        (${share(weight)}).`)}</p>`;
}

function chosen({ target }: Event): RelationKind {
  const value = target instanceof HTMLSelectElement ? target.value : "";
  return relations.find((kind) => kind === value) ?? "pronoun-antecedent";
}
