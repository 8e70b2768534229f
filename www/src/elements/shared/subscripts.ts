/** Symbols such as `W_O` and `d_model`, with what follows the underscore set below the line. Words keep theirs. */
import { html } from "lit";

const subscript = /(?<=\b[A-Za-z])_(\w+)/u;

export function withSubscripts(text: string) {
  return text.split(subscript).map((piece, at) => (at % 2 === 1 ? html`<sub>${piece}</sub>` : piece));
}

/** The same to be spoken: `W O`. */
export function spokenSymbols(text: string): string {
  return text.split(subscript).map((piece, at) => (at % 2 === 1 ? ` ${piece}` : piece)).join("");
}
