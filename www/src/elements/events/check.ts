/** Fired when the chosen backend has computed the attention of a trace again. */
export interface CheckDetail {
  /** Where it ran: `webgpu` or `cpu`. */
  readonly backend: string;
  readonly adapter: string | null;
  /** Why less is in use than was asked for, else null. */
  readonly fallbackReason: string | null;
  /** Largest difference from the trace's output. */
  readonly difference: number;
}

export class CheckEvent extends CustomEvent<CheckDetail> {
  static readonly type = "headwise-check";
  constructor(detail: CheckDetail) {
    super(CheckEvent.type, { detail, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "headwise-check": CheckEvent;
  }
}
