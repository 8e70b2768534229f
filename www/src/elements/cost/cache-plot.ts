/** The cache of one text against its length, a line for each model; both axes logarithmic. */
import { nothing, svg, type SVGTemplateResult } from "lit";
import { logScale, niceDomain, niceTicks, spread, type LogScale } from "../speed/scale";
import type { Computed, Curve } from "./state";
import { amount, binary, whole } from "./units";

export const cachePlotHeight = 336;
const margin = { left: 56, top: 24, bottom: 40 } as const;
/** Below this width lines have no names beside them: the table has. */
export const nameable = 560;
/** Room for the names of lines, where there is any. */
const nameRoom = 152;
const lineHeight = 16;

export interface CacheScales {
  readonly x: LogScale;
  readonly y: LogScale;
  readonly width: number;
}

export function cacheScales({ curves, sheet }: Computed, width: number, named: boolean): CacheScales {
  const corners = curves.flatMap((curve) => curve.corners);
  const tokens = corners.map(([length]) => length);
  const bytes = corners.map(([, size]) => size);
  const right = width - (named ? nameRoom : 16);
  const domain = niceDomain(sheet.room === null || sheet.room === 0 ? bytes : [...bytes, sheet.room]);
  return {
    width,
    x: logScale([Math.min(...tokens), Math.max(...tokens)], [margin.left + 8, right], [128, 1024, 8192, 65_536, 524_288]),
    y: logScale(domain, [cachePlotHeight - margin.bottom, margin.top], niceTicks(domain)),
  };
}

/** @param at The length that is read off: where the reader points, or what is set. */
export function cachePlotTemplate(computed: Computed, { x, y, width }: CacheScales, at: number, named: boolean): SVGTemplateResult {
  const { curves, sheet } = computed;
  const [top, bottom] = [margin.top, cachePlotHeight - margin.bottom];
  const right = width - (named ? nameRoom : 16);
  const ends = curves.map(({ corners }) => corners.at(-1)?.[1] ?? 1);
  const heights = spread(ends.map((end) => y.at(end)), lineHeight, bottom);
  const room = sheet.room !== null && sheet.room > 0 ? y.at(sheet.room) : null;
  return svg`
    <g class="grid">${y.ticks.map((tick) => svg`<line x1=${margin.left} x2=${right} y1=${y.at(tick)} y2=${y.at(tick)} />`)}</g>
    <g class="ticks">
      ${y.ticks.map((tick) => svg`<text x=${margin.left - 8} y=${y.at(tick)} dy="0.35em" text-anchor="end">${amount(tick, "B")}</text>`)}
      ${x.ticks.map((tick) => svg`<text x=${x.at(tick)} y=${bottom + 18} text-anchor="middle">${binary(tick)}</text>`)}
      <text x=${right} y=${bottom + 36} text-anchor="end">tokens of a text</text>
    </g>
    ${room === null ? nothing : svg`<line class="room" x1=${margin.left} x2=${right} y1=${room} y2=${room} />`}
    <line class="cross" x1=${x.at(at)} x2=${x.at(at)} y1=${top} y2=${bottom} />
    <text class="cross-name" x=${x.at(at)} y=${top - 8} text-anchor="middle">${whole(at)}</text>
    ${[...curves].reverse().map((curve) => lineTemplate(curve, { x, y }, at))}
    ${room === null ? nothing : svg`<text class="room-name" x=${margin.left + 8} y=${room - 6}>memory left beside the weights</text>`}
    ${named ? curves.map((curve, place) => svg`<text class="name ${curve.own ? "own" : ""}" x=${right + 10} y=${heights[place] ?? 0} dy="0.35em">${shortened(curve.name)}
      <tspan class="kind">${curve.kind}</tspan></text>`) : nothing}
  `;
}

function lineTemplate({ corners, kind, own, at }: Curve, { x, y }: Pick<CacheScales, "x" | "y">, tokens: number) {
  const path = corners.map(([length, bytes]) => `${x.at(length).toFixed(1)},${y.at(bytes).toFixed(1)}`).join(" ");
  const bytes = at(tokens);
  return svg`<g class="curve ${kind.toLowerCase()} ${own ? "own" : ""}"><polyline points=${path} />
    ${bytes === null ? nothing : svg`<circle cx=${x.at(tokens).toFixed(1)} cy=${y.at(bytes).toFixed(1)} r=${own ? 5 : 3} />`}</g>`;
}

/** Beside a line there is room for a name, not for what was done to it. */
function shortened(name: string): string {
  return name.replace(", changed", "*");
}
