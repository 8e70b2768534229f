/** Where an element's reader points, what lights up for it, and who is told. */
import type { LitElement } from "lit";
import type { TraceReader } from "../../trace/reader";
import { CellSelectEvent } from "../events/cellselect";
import type { Lit } from "../events/highlight";
import { PointedEvent } from "../events/pointed";
import { existing, sameCell, type Cell } from "./cells";
import { dark, lock, nothingPointed, spotlight, type Pointing, type Spotlight } from "./pointing";

/** What can be pointed at. */
export interface Pointable {
  readonly reader: TraceReader | null;
  /** The tensors in the picture. */
  readonly tensors: ReadonlySet<string>;
}

export class Pointer {
  /** What lights up now. */
  spot: Spotlight = dark;
  private pointing: Pointing = nothingPointed;

  constructor(
    private readonly host: LitElement,
    private readonly at: Pointable,
  ) {}

  hover(cell: Cell | null): void {
    if (!sameCell(cell, this.pointing.hovered)) this.point({ ...this.pointing, hovered: cell });
  }

  highlight(lit: Lit | null): void {
    if (lit !== this.pointing.linked) this.point({ ...this.pointing, linked: lit });
  }

  /** Locks a cell; the locked one, or null, frees it. */
  lock(cell: Cell | null): void {
    this.point(cell === null ? { ...this.pointing, locked: null, linked: null } : lock(this.pointing, cell));
    const { spot } = this;
    const { reader } = this.at;
    const locked = spot.locked && spot.cell !== null && reader !== null ? spot.cell : null;
    const value = locked === null ? 0 : (reader?.tensor(locked.tensor).at(locked.index) ?? 0);
    this.host.dispatchEvent(new CellSelectEvent({ cell: locked === null ? null : { ...locked, value } }));
  }

  /** There is another trace: what is pointed at may be none of it. */
  keepWithin(reader: TraceReader): void {
    const { hovered, locked } = this.pointing;
    this.point({ ...this.pointing, hovered: existing(reader, hovered), locked: existing(reader, locked) });
  }

  /** There is another picture: a locked cell stays, but what can be lit for it may not be in it. */
  lightAgain(): void {
    if (this.spot.cell !== null) this.point(this.pointing);
  }

  private point(pointing: Pointing): void {
    const before = this.spot.cell;
    const { reader } = this.at;
    this.pointing = pointing;
    this.spot = reader === null ? dark : spotlight(reader, pointing, this.at.tensors);
    if (!sameCell(before, this.spot.cell)) this.host.dispatchEvent(new PointedEvent(this.spot.target));
    this.host.requestUpdate();
  }
}
