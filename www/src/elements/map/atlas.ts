/** The tiles that are known, with their pictures: as many as a few screens need, the oldest go first. */
import type { MapBlocks } from "../../trace/generated/MapBlocks";
import { tileKey, type Tile } from "./tiles";

export interface KnownTile {
  readonly tile: Tile;
  /** Of so many rows one was read; 1: all. */
  readonly step: number;
  readonly blocks: MapBlocks;
  /** Drawn when it is first needed, and again when the colours or the aggregate change. */
  picture: { readonly image: CanvasImageSource; readonly style: string } | null;
}

/** Tiles that are kept at least: at 192 KB each, numbers and picture, 18 MB. */
const least = 96;

export class Atlas {
  /** In the order of use, the latest last. */
  private readonly tiles = new Map<string, KnownTile>();
  private capacity = least;

  /** Room for so many tiles in view, and as many that were just left. */
  reserve(inView: number): void {
    this.capacity = Math.max(least, 2 * inView);
  }

  get(tile: Tile): KnownTile | undefined {
    const key = tileKey(tile);
    const known = this.tiles.get(key);
    if (known === undefined) return undefined;
    this.tiles.delete(key);
    this.tiles.set(key, known);
    return known;
  }

  /** The step in which a tile is known, without using it; null for one that is not. */
  stepOf(tile: Tile): number | null {
    return this.tiles.get(tileKey(tile))?.step ?? null;
  }

  /** Keeps a tile, unless it is known as well or better. */
  put(tile: Tile, step: number, blocks: MapBlocks): void {
    const known = this.stepOf(tile);
    if (known !== null && known <= step) return;
    const key = tileKey(tile);
    this.tiles.delete(key);
    this.tiles.set(key, { tile, step, blocks, picture: null });
    for (const oldest of this.tiles.keys()) {
      if (this.tiles.size <= this.capacity) break;
      this.tiles.delete(oldest);
    }
  }

  clear(): void {
    this.tiles.clear();
  }

  get size(): number {
    return this.tiles.size;
  }

  /** Bytes of numbers and pictures. */
  get bytes(): number {
    let bytes = 0;
    for (const { blocks, picture } of this.tiles.values()) bytes += 2 * blocks.max.byteLength + (picture === null ? 0 : blocks.max.byteLength);
    return bytes;
  }
}
