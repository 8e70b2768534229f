/** Figures as the sheet sets them: what it is, the formula with the numbers in it, and what it makes. */
import { html, nothing } from "lit";
import "../formula/formula";
import { withSubscripts } from "../shared/subscripts";
import { formulaOf, numbersOf } from "./formulas";
import type { Figure, Line } from "./figures/figure";

/** @param lit The symbol that is pointed at, here or among the fields. */
export function figuresTemplate(figures: readonly Figure[], lit: string | null) {
  return html`<div class="figures">${figures.map((figure) => figureTemplate(figure, lit))}</div>`;
}

function figureTemplate({ name, title, note, source, lines }: Figure, lit: string | null) {
  return html`<section class="figure ${lit === name ? "lit" : ""}" id="figure-${name}">
    <div class="about"><h4>${title}</h4><p>${withSubscripts(note)}${source === "" ? nothing : html` <cite>${source}.</cite>`}</p></div>
    ${lines.map((line, at) => lineTemplate(line, line.formula !== lines[at - 1]?.formula, lit))}
  </section>`;
}

function lineTemplate(line: Line, isNew: boolean, lit: string | null) {
  const { label, formula, shown } = line;
  return html`<div class="line">
    <div class="math">
      ${formula !== null && isNew ? html`<headwise-formula untabbed .mathml=${formulaOf(formula)} .pointed=${lit}></headwise-formula>` : nothing}
      ${formula === null ? nothing : html`<headwise-formula untabbed class="live" .mathml=${numbersOf(line)} .pointed=${lit}></headwise-formula>`}
    </div>
    <p class="value">${label === "" ? nothing : html`<span class="case ${label.toLowerCase()}">${label}</span>`} <output>${shown}</output></p>
  </div>`;
}
