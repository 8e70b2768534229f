import type { CellTarget } from "../../scenes/target";

/** Fired when another cell of the picture is pointed at or held: its tensor and its place on each axis; null when none is. */
export class PointedEvent extends CustomEvent<CellTarget | null> {
  static readonly type = "headwise-pointed";
  constructor(target: CellTarget | null) {
    super(PointedEvent.type, { detail: target, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "headwise-pointed": PointedEvent;
  }
}
