/** The block that stands for a cell, and what is known of it. */
import type { Atlas } from "./atlas";
import { blockOf, cellsOf, tileSide } from "./tiles";
import type { Cells, MapShape } from "./view";

/** A cell, or the block that stands for it and its like, under the pointer or in the middle. */
export interface Pointed {
  readonly row: number;
  readonly key: number;
  /** Cells of the block's side. */
  readonly block: number;
  /** What the block shows of its cells; null where it is not known yet. */
  readonly max: number | null;
  readonly mean: number | null;
  /** Of so many rows one was read. */
  readonly step: number;
}

/** The block of a level that holds a cell. */
export function blockAt(at: { readonly row: number; readonly key: number }, level: number, shape: MapShape, atlas: Pick<Atlas, "get">): Pointed {
  const block = blockOf(level);
  const [y, x] = [Math.floor(at.row / block), Math.floor(at.key / block)];
  const place = { row: y * block, key: x * block, block };
  const tile = { level, down: Math.floor(y / tileSide), across: Math.floor(x / tileSide) };
  const known = atlas.get(tile);
  if (known === undefined) return { ...place, max: null, mean: null, step: 1 };
  const { rowStart, keyStart } = cellsOf(tile, shape);
  const { across, max, mean } = known.blocks;
  const index = ((place.row - rowStart) / block) * across + (place.key - keyStart) / block;
  return { ...place, max: max[index] ?? null, mean: mean[index] ?? null, step: known.step };
}

export function cellsOfBlock({ row, key, block }: Pointed): Cells {
  return { rowStart: row, rowEnd: row + block, keyStart: key, keyEnd: key + block };
}
