/** The settings of a session, as the controls show them. Who renders it sees to it that they are defined. */
import { html } from "lit";
import { toHex } from "../../theme/oklab";
import { headColor, type ThemeName } from "../../theme/tokens";
import { cacheSizes } from "./extras";
import type { Session } from "./session";

/** A trace has no more. */
const mostHeads = 32;

export function controlsTemplate({ reader, settings, choice, computation, words, signs, scene, origin }: Session, theme: ThemeName) {
  const failure = computation.failure?.code === "empty-text" ? computation.failure.message : "";
  return html`<headwise-controls .settings=${settings} .row=${choice.row - signs} .tokens=${words} .signs=${signs}
    .dropped=${reader?.fact("tokensDropped") ?? 0} .headColors=${headColors(theme)}
    .tiles=${scene.walksTiles === true} .cache=${scene.keepsCache === true} .cacheSizes=${cacheSizes(reader, signs)}
    .origin=${origin} .error=${failure}></headwise-controls>`;
}

function headColors(theme: ThemeName): readonly string[] {
  return Array.from({ length: mostHeads }, (_, head) => toHex(headColor(theme, head)));
}
