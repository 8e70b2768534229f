/** Fired when a trace is computed and drawn, for the first time and after every change. */
export interface ReadyDetail {
  readonly tokens: readonly string[];
  /** Whose weights: while the trained model loads, random ones stand in for it. */
  readonly weights: "trained" | "random" | "own";
  readonly backend: string;
  /** From the change of the settings to the trace, in milliseconds. */
  readonly milliseconds: number;
}

export class ReadyEvent extends CustomEvent<ReadyDetail> {
  static readonly type = "headwise-ready";
  constructor(detail: ReadyDetail) {
    super(ReadyEvent.type, { detail, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "headwise-ready": ReadyEvent;
  }
}
