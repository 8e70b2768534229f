/** What the stage tells its owner. These events stop at the shadow root that the stage is in. */

/** A cell on the stage. */
export interface StageCell {
  readonly tensor: string;
  /** Row-major offset in the tensor. */
  readonly offset: number;
  /** One index for each axis. */
  readonly index: readonly number[];
}

/** The pointer or the cell cursor is on a cell; null when it left. */
export class StageHoverEvent extends CustomEvent<StageCell | null> {
  static readonly type = "headwise-cellhover";
  constructor(cell: StageCell | null) {
    super(StageHoverEvent.type, { detail: cell, bubbles: true });
  }
}

/** A cell was locked by click, tap or Enter; null when it was freed. */
export class StageSelectEvent extends CustomEvent<StageCell | null> {
  static readonly type = "headwise-cellselect";
  constructor(cell: StageCell | null) {
    super(StageSelectEvent.type, { detail: cell, bubbles: true });
  }
}
