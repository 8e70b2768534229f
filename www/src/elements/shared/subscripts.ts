/** Symbols such as `W_O` and `d_model`, with what follows the underscore set below the line. Words keep theirs. */
import { html } from "lit";

export function withSubscripts(text: string) {
  return text.split(/(?<=\b[A-Za-z])_(\w+)/u).map((piece, at) => (at % 2 === 1 ? html`<sub>${piece}</sub>` : piece));
}
