/** Memory as one bar: weights, the caches of all texts, and what is left, or what is too much. */
import { html, nothing, svg } from "lit";
import type { Computed } from "./state";
import { amount, whole } from "./units";

const height = 40;
/** More texts than this are too thin to be told apart. */
const separable = 96;

export function memoryBarTemplate({ sheet, facts }: Computed, width: number) {
  const { weightBytes, cache, memory, needed, spare } = sheet;
  const x = (bytes: number) => (width * bytes) / Math.max(memory, needed);
  const [weights, end, limit] = [x(weightBytes), x(needed), x(memory)];
  const over = spare < 0;
  const lines = facts.batch <= separable && x(cache.text) >= 3 ? Array.from({ length: facts.batch - 1 }, (_, text) => weights + x((text + 1) * cache.text)) : [];
  const left = over ? `${amount(-spare, "B")} more than the ${amount(memory, "B")} there are` : `${amount(spare, "B")} left of ${amount(memory, "B")}`;
  return html`<figure class="memory">
    ${svg`<svg width=${width} height=${height + 8} role="img" aria-label="Weights take ${amount(weightBytes, "B")} and caches ${amount(cache.batch, "B")}: ${left}.">
      <rect class="free" x="0" y="4" width=${limit} height=${height} />
      <rect class="weights" x="0" y="4" width=${Math.max(1, weights)} height=${height} />
      <rect class="caches" x=${weights} y="4" width=${Math.max(1, end - weights)} height=${height} />
      ${lines.map((line) => svg`<line class="between" x1=${line} x2=${line} y1="4" y2=${4 + height} />`)}
      ${over ? svg`<rect class="over" x=${limit} y="4" width=${end - limit} height=${height} />` : nothing}
      <line class="limit" x1=${limit} x2=${limit} y1="0" y2=${height + 8} />
    </svg>`}
    <ul class="key">
      <li><span class="swatch weights"></span>Weights ${amount(weightBytes, "B")}</li>
      <li><span class="swatch caches"></span>Caches of ${facts.batch === 1 ? "one text" : `${whole(facts.batch)} texts`} ${amount(cache.batch, "B")}</li>
      <li class=${over ? "too-much" : ""}><span class="swatch ${over ? "over" : "free"}"></span>${left}</li>
    </ul>
  </figure>`;
}
