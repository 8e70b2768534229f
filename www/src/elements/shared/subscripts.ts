/** Names such as `W_O` and `d_model`, with what follows the underscore set below the line. */
import { html } from "lit";

export function withSubscripts(text: string) {
  return text.split(/_(\w+)/u).map((piece, at) => (at % 2 === 1 ? html`<sub>${piece}</sub>` : piece));
}
