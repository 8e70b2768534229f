/** Fired when a checkpoint has been answered, or its answer was shown. */
export interface CheckpointDetail {
  /** The checkpoint's `name`. */
  readonly name: string;
  readonly outcome: "right" | "wrong" | "shown";
}

export class CheckpointEvent extends CustomEvent<CheckpointDetail> {
  static readonly type = "headwise-checkpoint";
  constructor(detail: CheckpointDetail) {
    super(CheckpointEvent.type, { detail, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "headwise-checkpoint": CheckpointEvent;
  }
}
