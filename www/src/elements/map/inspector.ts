/** What is found out about the view while the reader rests: a cell derived, and the strongest in view. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { AttentionMap } from "../../engine/map/maps";
import { isCancelled } from "../shared/messages";
import type { Derived } from "./panel";
import type { Pointed } from "./pointed";
import type { HeadwiseMapStage, Seen } from "./stage";
import { strongestIn, type StrongCell } from "./strongest";

/** Milliseconds without a change before the strongest cells are looked for. */
const patience = 350;
/** How many are told. */
const told = 6;

export class Inspector implements ReactiveController {
  derived: Derived | null = null;
  /** Null until what is in view is exact. */
  strongest: readonly StrongCell[] | null = null;
  private map: AttentionMap | null = null;
  private held = false;
  private asked = "";
  private asking: AbortController | null = null;
  private listing: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private place = "";

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly stage: () => HeadwiseMapStage | null,
    private readonly failed: (error: unknown) => void,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.open(null);
  }

  open(map: AttentionMap | null): void {
    this.asking?.abort();
    this.listing?.abort();
    clearTimeout(this.timer);
    this.map = map;
    this.derived = null;
    this.strongest = null;
    this.held = false;
    this.asked = "";
    this.place = "";
  }

  /** The view has changed, or what is known of it. */
  see({ view, refinement, pointed }: Seen): void {
    if (!this.held && pointed !== null && pointed.block === 1) this.derive(pointed.row, pointed.key);
    const { exact, tiles } = refinement;
    const place = `${view.row} ${view.key} ${view.cell} ${exact === tiles}`;
    if (place === this.place) return;
    this.place = place;
    this.strongest = null;
    this.listing?.abort();
    clearTimeout(this.timer);
    if (exact === tiles) this.timer = setTimeout(() => void this.list(), patience);
  }

  /** Holds a cell: the one that is pointed at, or the strongest of a block. A second time lets go of it. */
  async hold({ row, key, block }: Pick<Pointed, "row" | "key" | "block">): Promise<void> {
    const { map } = this;
    if (map === null) return;
    try {
      const cell = block === 1 ? { row, key } : await strongestIn(map, { row, key, block });
      this.held = !(this.held && this.asked === `${cell.row} ${cell.key}`);
      this.derive(cell.row, cell.key);
    } catch (error) {
      if (!isCancelled(error)) this.failed(error);
    }
  }

  private derive(row: number, key: number): void {
    const { map } = this;
    const asked = `${row} ${key}`;
    if (map === null || asked === this.asked) return;
    this.asked = asked;
    this.asking?.abort();
    const { signal } = (this.asking = new AbortController());
    map.cell(row, key, { signal }).then((cell) => {
      if (this.asked !== asked) return;
      this.derived = { row, key, cell };
      this.host.requestUpdate();
    }, (error: unknown) => isCancelled(error) || this.failed(error));
  }

  private async list(): Promise<void> {
    const { map } = this;
    const stage = this.stage();
    if (map === null || stage === null) return;
    const { signal } = (this.listing = new AbortController());
    try {
      const found: StrongCell[] = [];
      for (const block of stage.strongest(told)) {
        found.push(block.block === 1 ? { row: block.row, key: block.key, weight: block.max } : await strongestIn(map, block, signal));
      }
      if (signal.aborted) return;
      this.strongest = found;
      this.host.requestUpdate();
    } catch (error) {
      if (!isCancelled(error)) this.failed(error);
    }
  }
}
