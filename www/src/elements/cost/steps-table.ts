/** Decoding by the number of texts: what the dots along the roof say. */
import { html } from "lit";
import type { Computed } from "./state";
import { amount, digits, pace, whole } from "./units";

export function stepsTableTemplate({ steps }: Computed) {
  return html`<table>
    <caption class="unseen">Decoding by the number of texts</caption>
    <thead><tr><th scope="col">Texts</th><th scope="col">FLOP/B</th><th scope="col">FLOP/s</th><th scope="col">A step</th>
      <th scope="col">Tokens a second</th><th scope="col">Caches</th></tr></thead>
    <tbody>${steps.map(({ batch, fits, sheet: { decode, cache } }) => html`<tr class=${fits ? "" : "off"}>
      <th scope="row">${whole(batch)}</th><td>${digits(decode.roof.intensity)}</td><td>${amount(decode.roof.attainable, "")}</td>
      <td>${amount(decode.roof.seconds, "s")}</td><td>${pace(decode.rate)}</td>
      <td>${amount(cache.batch, "B")}${fits ? "" : ", too much"}</td></tr>`)}</tbody>
  </table>`;
}
