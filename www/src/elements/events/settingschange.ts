import type { Settings } from "../shared/settings";

/** Fired when a reader changes a setting. */
export interface SettingsChangeDetail {
  readonly settings: Settings;
}

export class SettingsChangeEvent extends CustomEvent<SettingsChangeDetail> {
  static readonly type = "headwise-settingschange";
  constructor(detail: SettingsChangeDetail) {
    super(SettingsChangeEvent.type, { detail, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "headwise-settingschange": SettingsChangeEvent;
  }
}
