/** All panels of the plot, as many side by side as there is room for. */
import { html, nothing, svg } from "lit";
import type { Report } from "../../benchmark/report";
import { panelHeight, panelTemplate } from "./plot";
import { niceDomain } from "./scale";
import { panelsOf, type Panel } from "./series";
import type { Metric } from "./settings";
import { kindNames } from "./words";

/** The least width of a panel, in pixels, and the space between two. */
const least = 328;
const gap = 24;

/** Panels of one kind of unit share their upright axis, so that they can be compared. `width`: of all, in pixels. */
export function plotsTemplate(report: Report, metric: Metric, width: number) {
  if (width === 0) return nothing;
  const panels = panelsOf(report, metric).filter(({ series }) => series.length > 0);
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const own = Math.floor((width - (columns - 1) * gap) / columns);
  return panels.map((panel) => {
    const alike = panels.filter(({ kind }) => (kind === "decode") === (panel.kind === "decode"));
    const domain = niceDomain(alike.flatMap(({ series }) => series.flatMap(({ points }) => points.map(({ y }) => y))));
    return figureTemplate(panel, metric, own, panelTemplate(panel, { width: own, domain, metric, machine: report.machine }));
  });
}

function figureTemplate({ kind, headDim }: Panel, metric: Metric, width: number, content: unknown) {
  const title = `${kindNames[kind]}${kind === "decode" ? ": one query" : " attention"}, d = ${headDim}`;
  const unit = metric === "time" ? "time of a run" : kind === "decode" ? "GB of K and V a second" : "GFLOP a second";
  return html`<figure part="plot"><figcaption>${title} <span>${unit}, against ${kind === "decode" ? "keys" : "n"}</span></figcaption>
    ${svg`<svg width=${width} height=${panelHeight} role="img" aria-label="${title}: ${unit}. The table below has the numbers.">${content}</svg>`}
  </figure>`;
}
