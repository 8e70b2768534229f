/**
 * A text, word under word, with arcs between the words on both sides: what the grammar knows on the left,
 * what a head does on the right.
 */
import { html, nothing, svg, type SVGTemplateResult } from "lit";
import { styled } from "../shared/styled";

/** CSS pixels of a line. */
const line = 24;
/** Width of either side. */
const side = 88;

export interface Arc {
  readonly from: number;
  readonly to: number;
  /** 0 to 1: how strong the line is. */
  readonly strength: number;
  readonly kind: "gold" | "hit" | "miss" | "weight";
}

export interface ArcsText {
  readonly tokens: readonly string[];
  readonly left: readonly Arc[];
  readonly right: readonly Arc[];
  /** The query that is followed, or none. */
  readonly row: number | null;
  /** Beside each word; empty where there is nothing to say. */
  readonly notes: readonly string[];
  readonly label: string;
}

/** `follow` is told the word that is pointed at or focused. */
export function arcsTemplate({ tokens, left, right, row, notes, label }: ArcsText, follow: (row: number) => void) {
  return html`<div class="arcs" role="group" aria-label=${label}>
    ${left.length === 0 ? nothing : sideTemplate(left, tokens.length, "left")}
    <ol>${tokens.map((token, at) => html`<li><button class="word quiet" aria-pressed=${at === row ? "true" : "false"}
      @pointerenter=${(event: PointerEvent) => event.pointerType === "mouse" && follow(at)} @focus=${() => follow(at)} @click=${() => follow(at)}
      >${token}<small>${notes[at] ?? ""}</small></button></li>`)}</ol>
    ${sideTemplate(right, tokens.length, "right")}
  </div>`;
}

function sideTemplate(arcs: readonly Arc[], count: number, where: "left" | "right") {
  return html`<svg class=${where} width=${side} height=${count * line} viewBox="0 0 ${side} ${count * line}" aria-hidden="true">
    ${arcs.map((arc) => arcTemplate(arc, count, where))}</svg>`;
}

function arcTemplate({ from, to, strength, kind }: Arc, count: number, where: "left" | "right"): SVGTemplateResult {
  const edge = where === "left" ? side - 4 : 4;
  const out = where === "left" ? -1 : 1;
  const [a, b] = [(from + 0.5) * line, (to + 0.5) * line];
  // A word's weight on itself is a small loop.
  const path = from === to
    ? `M${edge} ${a - 5}c${out * 20} -4 ${out * 20} 14 0 10`
    : `M${edge} ${a}C${edge + out * reach(from - to, count)} ${a} ${edge + out * reach(from - to, count)} ${b} ${edge} ${b}`;
  return svg`<path class="arc ${kind}" d=${path} ${styled({ "opacity": String(strength), "stroke-width": String(1 + 2 * strength) })} />`;
}

/** How far out the handles of an arc lie: the curve itself gets three quarters of it. */
function reach(distance: number, count: number): number {
  return 24 + 84 * Math.min(1, Math.abs(distance) / Math.min(count, 16));
}
