/** What the numbers were measured on. */
import { html, nothing } from "lit";
import type { Report } from "../../benchmark/report";
import { nameOf } from "./words";

export function factsTemplate({ machine, begun, complete }: Report) {
  if (machine === null) return nothing;
  return html`<dl>
    <div><dt>Browser</dt><dd>${machine.browser}, ${machine.system}</dd></div>
    <div><dt>Processors</dt><dd>${machine.processors}</dd></div>
    ${machine.entrants.map((entrant) => html`<div><dt>${nameOf(entrant.id, machine)}</dt>
      <dd>${entrant.available ? entrant.details : html`not here: ${entrant.details}`}${entrant.emulated ? " (software)" : nothing}</dd></div>`)}
    <div><dt>Begun</dt><dd>${new Date(begun).toLocaleString()}${complete ? nothing : ", not finished"}</dd></div>
  </dl>`;
}
