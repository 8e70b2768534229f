/** Fired when something could not be computed. The last good picture stays. */
export interface ErrorDetail {
  /** Stable: the engine's code, such as `empty-text` or `no-webassembly`. */
  readonly code: string;
  /** For the reader. */
  readonly message: string;
}

export class ErrorEvent extends CustomEvent<ErrorDetail> {
  static readonly type = "headwise-error";
  constructor(detail: ErrorDetail) {
    super(ErrorEvent.type, { detail, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "headwise-error": ErrorEvent;
  }
}
