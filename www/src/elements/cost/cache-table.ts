/** The models whose caches are compared: chosen here, named here, and their numbers for those who see no lines. */
import { html, nothing, svg } from "lit";
import type { PublishedModel } from "../../trace/generated/PublishedModel";
import type { Computed } from "./state";
import { attentionName, flat } from "./sizes";
import { amount, whole } from "./units";

export function cacheTableTemplate(
  { curves, settings }: Computed, models: readonly PublishedModel[], at: number, choose: (compare: readonly string[]) => void,
) {
  const own = curves.find((curve) => curve.own);
  const toggled = (id: string) => models.map((model) => model.id).filter((other) => settings.compare.includes(other) !== (other === id));
  return html`<table class="models">
    <caption class="unseen">The cache of one text, by model</caption>
    <thead><tr><th scope="col">Model</th><th scope="col">Attention</th><th scope="col">A token</th><th scope="col">${whole(at)} tokens</th></tr></thead>
    <tbody>
      ${own === undefined ? nothing : html`<tr class="own"><th scope="row"><span class="name">${own.name}</span></th>${cells(own.kind, own.token, own.at(at), true)}</tr>`}
      ${models.filter(({ id }) => id !== own?.id || own.name !== models.find((model) => model.id === id)?.name).map(({ id, name, model }) => {
        const curve = curves.find((one) => !one.own && one.id === id);
        return html`<tr class=${curve === undefined ? "off" : ""}><th scope="row"><label>
          <input type="checkbox" .checked=${settings.compare.includes(id)} @change=${() => choose(toggled(id))} />
          <span class="name">${name}</span></label></th>
          ${curve === undefined ? html`<td>${attentionName(flat(model))}</td><td></td><td></td>` : cells(curve.kind, curve.token, curve.at(at), false)}</tr>`;
      })}
    </tbody>
  </table>`;
}

function cells(kind: string, token: number, bytes: number | null, own: boolean) {
  return html`<td class="kind">${svg`<svg class="curve ${kind.toLowerCase()} ${own ? "own" : ""}" width="28" height="8" aria-hidden="true"><polyline points="0,4 28,4" /></svg>`} ${kind}</td>
    <td>${amount(token, "B")}</td><td>${bytes === null ? "–" : amount(bytes, "B")}</td>`;
}
