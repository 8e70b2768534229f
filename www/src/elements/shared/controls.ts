/** The settings of a session, as the controls show them. Who renders it sees to it that they are defined. */
import { html } from "lit";
import { toHex } from "../../theme/oklab";
import { headColor, type ThemeName } from "../../theme/tokens";
import type { Session } from "./session";

export function controlsTemplate({ reader, settings, choice, computation, words, signs, scene, origin }: Session, theme: ThemeName) {
  const failure = computation.failure?.code === "empty-text" ? computation.failure.message : "";
  return html`<headwise-controls .settings=${settings} .row=${choice.row - signs} .tokens=${words}
    .dropped=${reader?.fact("tokensDropped") ?? 0} .headColors=${headColors(theme)}
    .tiles=${scene.walksTiles === true} .origin=${origin} .error=${failure}></headwise-controls>`;
}

function headColors(theme: ThemeName): readonly string[] {
  return Array.from({ length: 8 }, (_, head) => toHex(headColor(theme, head)));
}
