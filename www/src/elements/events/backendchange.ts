/** Fired when the fast kernels compute somewhere else than before, and when it is first known where. */
export interface BackendChangeDetail {
  /** `webgpu` or `cpu`. */
  readonly backend: string;
  readonly adapter: string | null;
  /** Why less is in use than was asked for, else null. */
  readonly fallbackReason: string | null;
}

export class BackendChangeEvent extends CustomEvent<BackendChangeDetail> {
  static readonly type = "headwise-backendchange";
  constructor(detail: BackendChangeDetail) {
    super(BackendChangeEvent.type, { detail, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "headwise-backendchange": BackendChangeEvent;
  }
}
