import type { Report } from "../../benchmark/report";

/** Fired when a case of the benchmark has been measured, and when the run is over. */
export interface ReportDetail {
  /** What is known so far: plain JSON. */
  readonly report: Report;
  readonly running: boolean;
}

export class ReportEvent extends CustomEvent<ReportDetail> {
  static readonly type = "headwise-report";
  constructor(detail: ReportDetail) {
    super(ReportEvent.type, { detail, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "headwise-report": ReportEvent;
  }
}
