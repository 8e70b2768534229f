/** One panel of the plot: speed or time against n, both axes logarithmic, each line named at its end. */
import { nothing, svg, type SVGTemplateResult } from "lit";
import type { ContestantId, Machine } from "../../benchmark/report";
import { logScale, niceTicks, spread, type LogScale } from "./scale";
import type { Panel, Point, Series } from "./series";
import type { Metric } from "./settings";
import { digits, formatTime, labelOf, titleOf } from "./words";

export interface PanelLayout {
  /** CSS pixels. */
  readonly width: number;
  readonly domain: readonly [number, number];
  readonly metric: Metric;
  readonly machine: Machine | null;
}

export const panelHeight = 280;
/** Room for the tick labels, the names of the lines, and the axis below. */
const margin = { left: 48, right: 108, top: 16, bottom: 32 } as const;
/** Between the names of two lines. */
const lineHeight = 16;

interface Scales {
  readonly x: LogScale;
  readonly y: LogScale;
}

export function panelTemplate(panel: Panel, { width, domain, metric, machine }: PanelLayout): SVGTemplateResult {
  const [least = 1, most = least] = [panel.places[0], panel.places.at(-1)];
  const bottom = panelHeight - margin.bottom;
  const scales: Scales = {
    x: logScale([least, least === most ? most * 2 : most], [margin.left + 8, width - margin.right], panel.places),
    y: logScale(domain, [bottom, margin.top], niceTicks(domain)),
  };
  const ends = panel.series.map(({ points }) => points.at(-1));
  const heights = spread(ends.map((end) => (end === undefined ? bottom : scales.y.at(end.y))), lineHeight, bottom - 8);
  return svg`
    <g class="grid">
      ${scales.y.ticks.map((tick) => svg`<line x1=${margin.left} x2=${width - margin.right + 8} y1=${scales.y.at(tick)} y2=${scales.y.at(tick)} />`)}
    </g>
    <g class="ticks">
      ${scales.y.ticks.map((tick) => svg`<text x=${margin.left - 8} y=${scales.y.at(tick)} dy="0.35em" text-anchor="end">${tickText(tick, metric)}</text>`)}
      ${scales.x.ticks.map((tick) => svg`<text x=${scales.x.at(tick)} y=${panelHeight - 8} text-anchor="middle">${tick}</text>`)}
    </g>
    ${panel.series.map((series) => lineTemplate(series, scales))}
    ${panel.series.map((series, at) => nameTemplate(series.id, ends[at], heights[at] ?? 0, scales, machine))}
  `;
}

function lineTemplate({ id, points }: Series, { x, y }: Scales) {
  const path = points.map((point) => `${x.at(point.x).toFixed(1)},${y.at(point.y).toFixed(1)}`).join(" ");
  return svg`<g class="series ${id}">
    ${points.length > 1 ? svg`<polyline points=${path} />` : nothing}
    ${points.map((point) => spreadTemplate(point, { x, y }))}
    ${points.map((point) => svg`<g transform="translate(${x.at(point.x).toFixed(1)} ${y.at(point.y).toFixed(1)})">
      <title>${pointText(point)}</title>${markers[id]}</g>`)}
  </g>`;
}

/** How far the quartiles lie from the median, where it can be seen. */
function spreadTemplate({ x: at, y: value, measured }: Point, { x, y }: Scales) {
  if (measured.scatter < 0.02) return nothing;
  const [low, high] = [value * Math.max(0.1, 1 - measured.scatter), value * (1 + measured.scatter)];
  return svg`<line class="spread" x1=${x.at(at)} x2=${x.at(at)} y1=${y.at(low)} y2=${y.at(high)} />`;
}

function nameTemplate(id: ContestantId, end: Point | undefined, height: number, { x }: Scales, machine: Machine | null) {
  if (end === undefined) return nothing;
  return svg`<g transform="translate(${x.at(end.x) + 20} ${height})"><g class="series ${id}">${markers[id]}</g>
    <text class="name" x="10" dy="0.35em">${labelOf(id, machine)}</text></g>`;
}

/** Shapes, so that colour is never alone. */
const markers: Readonly<Record<ContestantId, SVGTemplateResult>> = {
  "javascript": svg`<path d="M-4-4 4 4M-4 4 4-4" />`,
  "cpu-1": svg`<circle r="4" />`,
  "cpu": svg`<rect x="-4" y="-4" width="8" height="8" />`,
  "webgpu": svg`<path d="M0-6 5.5 4h-11z" />`,
};

function pointText({ measured }: Point): string {
  const { rate, median } = measured;
  return `${titleOf(measured.case)}: ${formatTime(median)}, ${digits(rate.amount)} ${rate.unit}`;
}

function tickText(tick: number, metric: Metric): string {
  if (metric === "rate") return String(tick);
  if (tick >= 1000) return `${tick / 1000} s`;
  return tick >= 1 ? `${tick} ms` : `${Number((tick * 1000).toPrecision(1))} µs`;
}
