import type { Settings } from "../shared/settings";

/** Between parts of one element: a control asks for settings. What comes of it is told by `headwise-settingschange`. */
export class SetEvent extends CustomEvent<Partial<Settings>> {
  static readonly type = "headwise-set";
  constructor(wanted: Partial<Settings>) {
    super(SetEvent.type, { detail: wanted, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "headwise-set": SetEvent;
  }
}
