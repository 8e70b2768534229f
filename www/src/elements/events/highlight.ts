import type { CellSet } from "../../marks/display-list";
import type { Target } from "../../scenes/target";

/** What a word, a symbol or a number stands for. */
export type Lit = Target | CellSet;

/** Between parts of one element: what is under the pointer lights the cells it stands for; null ends it. */
export class HighlightEvent extends CustomEvent<Lit | null> {
  static readonly type = "headwise-highlight";
  /** @param reveal Whether the picture should turn to a beat that shows it, if this one does not. */
  constructor(lit: Lit | null, readonly reveal = false) {
    super(HighlightEvent.type, { detail: lit, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "headwise-highlight": HighlightEvent;
  }
}
