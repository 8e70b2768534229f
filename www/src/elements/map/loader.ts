/** Asks the engine for what a view needs, most urgent first, and lets go of what it no longer needs. */
import type { AttentionMap } from "../../engine/map/maps";
import { isCancelled } from "../shared/messages";
import { Atlas } from "./atlas";
import { planOf, regionOf, tileKey, type Tile, type Wanted } from "./tiles";
import type { MapShape } from "./view";

/** Requests under way: the next waits in the worker when one is answered. */
const ahead = 2;

/** How much of what is in view is there. */
export interface Refinement {
  /** Tiles in view whose every cell was read, of so many. */
  readonly exact: number;
  readonly tiles: number;
  /** Of the others, the coarsest sample: one row in so many; null where even that is missing. */
  readonly step: number | null;
}

export interface LoaderEvents {
  /** A tile has come. */
  changed(): void;
  failed(error: unknown): void;
}

export class Loader {
  readonly atlas = new Atlas();
  private map: AttentionMap | null = null;
  private shape: MapShape = { rows: 1, keys: 1 };
  private inView: readonly Tile[] = [];
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly events: LoaderEvents) {}

  /** Begins with another map; null: none. */
  open(map: AttentionMap | null): void {
    for (const control of this.running.values()) control.abort();
    this.running.clear();
    this.atlas.clear();
    this.inView = [];
    this.map = map;
    if (map !== null) this.shape = map.info;
  }

  /** @param inView The tiles that the picture needs, most urgent first; those that are hidden left out. */
  want(inView: readonly Tile[]): void {
    this.inView = inView;
    this.atlas.reserve(inView.length);
    const plan = this.plan();
    // What is computed while nothing else is to be done makes room when something is.
    const urgent = plan.length > 1 ? plan.filter(({ tile, step }) => step > 1 || this.inView.some((own) => tileKey(own) === tileKey(tile))) : plan;
    const names = new Set(urgent.map(nameOf));
    for (const [name, control] of this.running) {
      if (names.has(name)) continue;
      this.running.delete(name);
      control.abort();
    }
    this.pump();
  }

  get refinement(): Refinement {
    const steps = this.inView.map((tile) => this.atlas.stepOf(tile));
    const rest = steps.filter((step) => step !== 1);
    return {
      exact: steps.length - rest.length,
      tiles: steps.length,
      step: rest.length === 0 || rest.includes(null) ? null : Math.max(...rest.map((step) => step ?? 0)),
    };
  }

  private plan(): Wanted[] {
    return planOf(this.inView, this.shape, (tile) => this.atlas.stepOf(tile));
  }

  private pump(): void {
    const { map } = this;
    if (map === null) return;
    for (const wanted of this.plan()) {
      if (this.running.size >= ahead) return;
      if (!this.running.has(nameOf(wanted))) void this.fetch(map, wanted);
    }
  }

  private async fetch(map: AttentionMap, wanted: Wanted): Promise<void> {
    const { tile, step } = wanted;
    const name = nameOf(wanted);
    const control = new AbortController();
    this.running.set(name, control);
    try {
      const blocks = await map.look(regionOf(tile, step, this.shape), { signal: control.signal });
      if (this.map !== map) return;
      this.running.delete(name);
      this.atlas.put(tile, step, blocks);
      this.pump();
      this.events.changed();
    } catch (error) {
      if (isCancelled(error) || this.map !== map) return;
      this.running.delete(name);
      this.events.failed(error);
    }
  }
}

function nameOf({ tile, step }: Wanted): string {
  return `${tileKey(tile)} ${step}`;
}
