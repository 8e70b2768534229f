/** The two roofs of the machine, and where both passes stand under them; both axes logarithmic. */
import { nothing, svg, type SVGTemplateResult } from "lit";
import { logScale, niceDomain, niceTicks, type LogScale } from "../speed/scale";
import type { Computed } from "./state";
import { amount, digits } from "./units";

export const rooflineHeight = 336;
const margin = { left: 80, right: 24, top: 24, bottom: 44 } as const;
/** Steps along the roof whose numbers of texts are written. */
const named: ReadonlySet<number> = new Set([1, 8, 64, 512]);

export interface RoofScales {
  readonly x: LogScale;
  readonly y: LogScale;
  readonly width: number;
}

export function roofScales({ sheet, steps }: Computed, width: number): RoofScales {
  const marks = [sheet.prefill.roof, ...steps.map((step) => step.sheet.decode.roof), sheet.decode.roof];
  const intensities = [...marks.map(({ intensity }) => intensity), sheet.ridge];
  // The axes begin at a power of ten, so that they stay still while a slider moves a little.
  const axis = (values: readonly number[]): readonly [number, number] => {
    const [low, high] = niceDomain(values);
    return [10 ** Math.floor(Math.log10(low)), high];
  };
  const across = axis(intensities);
  const up = axis([...marks.map(({ attainable }) => attainable), sheet.peak]);
  return {
    width,
    x: logScale(across, [margin.left, width - margin.right], niceTicks(across)),
    y: logScale(up, [rooflineHeight - margin.bottom, margin.top], niceTicks(up)),
  };
}

/** @param pointed The place among the steps that is pointed at; null for none. */
export function rooflineTemplate({ sheet, steps }: Computed, { x, y, width }: RoofScales, pointed: number | null): SVGTemplateResult {
  const { prefill, decode, ridge, peak, bandwidth } = sheet;
  const right = width - margin.right;
  const bottom = rooflineHeight - margin.bottom;
  const top = y.at(peak);
  // The slope reaches down to whichever comes first, the left edge or the bottom.
  const [start, low] = [x.ticks[0] ?? 1, y.ticks[0] ?? 1];
  const from = Math.max(start, low / bandwidth);
  const mark = pointed === null ? undefined : steps[pointed];
  const written = apart(steps.filter(({ batch }) => named.has(batch)), (step) => x.at(step.sheet.decode.roof.intensity));
  return svg`
    <g class="grid">${y.ticks.map((tick) => svg`<line x1=${margin.left} x2=${right} y1=${y.at(tick)} y2=${y.at(tick)} />`)}</g>
    <g class="ticks">
      ${y.ticks.map((tick) => svg`<text x=${margin.left - 8} y=${y.at(tick)} dy="0.35em" text-anchor="end">${amount(tick, "FLOP/s")}</text>`)}
      ${x.ticks.map((tick) => svg`<text x=${x.at(tick)} y=${bottom + 18} text-anchor="middle">${tick < 1 ? tick : amount(tick, "").replace(" ", "")}</text>`)}
      <text x=${right} y=${bottom + 38} text-anchor="end">operations for each byte moved</text>
    </g>
    <line class="ridge" x1=${x.at(ridge)} x2=${x.at(ridge)} y1=${top} y2=${bottom} />
    <polyline class="roof" points="${x.at(from)},${y.at(from * bandwidth)} ${x.at(ridge)},${top} ${right},${top}" />
    <text class="roof-name" x=${x.at(ridge)} y=${top - 8}>${amount(peak, "FLOP/s")}</text>
    <text class="roof-name" x=${x.at(ridge) + 6} y=${bottom - 8}>${digits(ridge)}</text>
    ${steps.map(({ batch, fits, sheet: { decode: { roof } } }) => svg`<g class="step ${fits ? "" : "hollow"}">
      <circle cx=${x.at(roof.intensity)} cy=${y.at(roof.attainable)} r="3" />
      ${written.has(batch) ? svg`<text x=${x.at(roof.intensity) + 8} y=${y.at(roof.attainable) + 14}>${batch}</text>` : nothing}</g>`)}
    ${mark === undefined ? nothing : svg`<circle class="ring" cx=${x.at(mark.sheet.decode.roof.intensity)} cy=${y.at(mark.sheet.decode.roof.attainable)} r="8" />`}
    ${passTemplate("decode", [x.at(decode.roof.intensity), y.at(decode.roof.attainable)], right)}
    ${passTemplate("prefill", [x.at(prefill.roof.intensity), y.at(prefill.roof.attainable)], right)}
  `;
}

/** The numbers of texts whose dots are far enough from the one before for both to be written. */
function apart(steps: Computed["steps"], at: (step: Computed["steps"][number]) => number): ReadonlySet<number> {
  let last = -Infinity;
  return new Set(steps.filter((step) => {
    const far = at(step) - last >= 28;
    if (far) last = at(step);
    return far;
  }).map(({ batch }) => batch));
}

/** Prefill is a square and decoding a disc, here and in the sheet. */
export const passMarks = {
  prefill: svg`<rect x="-6" y="-6" width="12" height="12" />`,
  decode: svg`<circle r="7" />`,
} as const;

function passTemplate(name: "prefill" | "decode", [x, y]: readonly [number, number], right: number) {
  const leftwards = x > right - 72;
  // Above the slope there is room on the left; prefill hangs below the flat roof.
  const place = name === "decode" ? { x: -12, y: -10, anchor: "end" } : { x: leftwards ? 6 : 0, y: 24, anchor: leftwards ? "end" : "middle" };
  return svg`<g class="pass ${name}" transform="translate(${x.toFixed(1)} ${y.toFixed(1)})">${passMarks[name]}
    <text x=${place.x} y=${place.y} text-anchor=${place.anchor}>${name === "decode" ? "Decode" : "Prefill"}</text></g>`;
}
