/** Fired when another beat is on stage. */
export interface BeatChangeDetail {
  readonly scene: string;
  readonly beat: string;
  readonly title: string;
}

export class BeatChangeEvent extends CustomEvent<BeatChangeDetail> {
  static readonly type = "headwise-beatchange";
  constructor(detail: BeatChangeDetail) {
    super(BeatChangeEvent.type, { detail, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "headwise-beatchange": BeatChangeEvent;
  }
}
