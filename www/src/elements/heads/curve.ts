/** The loss against the number of heads that are off: as the study measured it, and live points on top. */
import { html, svg } from "lit";
import type { HeadReport } from "../../trace/generated/HeadReport";
import { offKey, type Point } from "./questions";
import { nats } from "./words";

const size = { width: 360, height: 232, left: 24, right: 8, top: 8, bottom: 40 } as const;

export function curveTemplate({ heads, loss, greedy, bySensitivity, idealLoss }: HeadReport, points: Iterable<Point>, now: string) {
  const live = [...points];
  const losses = [...greedy, ...bySensitivity].map((step) => step.loss).concat(live.map(({ report }) => report.natsPerToken));
  const most = Math.ceil(Math.max(loss, ...losses));
  const least = Math.floor(idealLoss);
  const x = (off: number) => size.left + (off / heads.length) * (size.width - size.left - size.right);
  const y = (value: number) => size.height - size.bottom - ((value - least) / (most - least)) * (size.height - size.top - size.bottom);
  const line = (steps: HeadReport["greedy"]) => [loss, ...steps.map((step) => step.loss)].map((value, off) => `${x(off).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const ticks = Array.from({ length: most - least + 1 }, (_, at) => least + at);
  return html`<figure>
    <figcaption>Loss by the number of heads off <span>nats a token. Lines: the study, natively. Dots: computed here.</span></figcaption>
    <svg class="curve" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="The loss rises as heads are taken out; the same figures are in the text.">
      ${ticks.map((tick) => svg`<line class="gridline" x1=${size.left} x2=${size.width - size.right} y1=${y(tick)} y2=${y(tick)} />
        <text x=${size.left - 8} y=${y(tick)} dy="0.35em" text-anchor="end">${tick}</text>`)}
      ${[0, 6, 12, 18].filter((off) => off <= heads.length).map((off) => svg`<text x=${x(off)} y=${size.height - 20} text-anchor="middle">${off}</text>`)}
      <text x=${size.width - size.right} y=${size.height - 4} text-anchor="end">heads off</text>
      <line class="ideal" x1=${size.left} x2=${size.width - size.right} y1=${y(idealLoss)} y2=${y(idealLoss)} />
      <text class="name" x=${size.width - size.right} y=${y(idealLoss) + 16} text-anchor="end">ideal predictor ${nats(idealLoss)}</text>
      <polyline class="greedy" points=${line(greedy)} /><polyline class="sensitivity" points=${line(bySensitivity)} />
      ${live.map(({ off, report }) => svg`<circle class=${offKey(off) === now ? "live now" : "live"} r=${offKey(off) === now ? 6 : 4} cx=${x(off.length)} cy=${y(report.natsPerToken)}>
        <title>${off.length} off: ${nats(report.natsPerToken)}</title></circle>`)}
    </svg>
    <p class="key"><span class="greedy">Solid: the cheapest head each time.</span> <span class="sensitivity">Dashed: by slope.</span></p>
  </figure>`;
}
