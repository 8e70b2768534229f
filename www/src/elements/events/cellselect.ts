/** Fired when a cell is locked, or freed (null). */
export interface CellSelectDetail {
  readonly cell: {
    readonly tensor: string;
    readonly index: readonly number[];
    readonly value: number;
  } | null;
}

export class CellSelectEvent extends CustomEvent<CellSelectDetail> {
  static readonly type = "headwise-cellselect";
  constructor(detail: CellSelectDetail) {
    super(CellSelectEvent.type, { detail, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "headwise-cellselect": CellSelectEvent;
  }
}
