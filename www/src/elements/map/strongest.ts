/** The strongest cells of what is in view: blocks by what they show, then the cell in each. */
import type { AttentionMap } from "../../engine/map/maps";
import type { Atlas } from "./atlas";
import { blockOf, cellsOf, type Tile } from "./tiles";
import type { Cells, MapShape } from "./view";

export interface Block {
  readonly row: number;
  readonly key: number;
  /** Cells of its side. */
  readonly block: number;
  readonly max: number;
}

export interface StrongCell {
  readonly row: number;
  readonly key: number;
  readonly weight: number;
}

/** Blocks nearer than this to a stronger one are left out: a line of equals is one thing to tell. */
const apart = 4;

/** The strongest blocks of the tiles, within some cells, the strongest first. */
export function strongestBlocks(tiles: readonly Tile[], cells: Cells, shape: MapShape, atlas: Pick<Atlas, "get">, count: number): Block[] {
  const found: Block[] = [];
  for (const tile of tiles) {
    const known = atlas.get(tile);
    if (known === undefined) continue;
    const block = blockOf(tile.level);
    const own = cellsOf(tile, shape);
    const { across, max } = known.blocks;
    // No more than are asked for can be told of one tile, but those near each other count once: a few more are kept.
    const best = [...max.keys()].filter((at) => (max[at] ?? 0) > 0).sort((a, b) => (max[b] ?? 0) - (max[a] ?? 0)).slice(0, 64 * count);
    for (const at of best) {
      const row = own.rowStart + Math.floor(at / across) * block;
      const key = own.keyStart + (at % across) * block;
      const isInside = row + block > cells.rowStart && row < cells.rowEnd && key + block > cells.keyStart && key < cells.keyEnd;
      if (isInside) found.push({ row, key, block, max: max[at] ?? 0 });
    }
  }
  found.sort((a, b) => b.max - a.max);
  const told: Block[] = [];
  for (const candidate of found) {
    if (told.length === count) break;
    const near = apart * candidate.block;
    const isNear = told.some(({ row, key }) => Math.abs(row - candidate.row) < near && Math.abs(key - candidate.key) < near);
    if (!isNear) told.push(candidate);
  }
  return told;
}

/** The strongest cell of a block: its weights one by one, by the engine. */
export async function strongestIn(map: AttentionMap, { row, key, block }: Omit<Block, "max">, signal?: AbortSignal): Promise<StrongCell> {
  const region = {
    rowStart: row, rowEnd: Math.min(map.info.rows, row + block), keyStart: key, keyEnd: Math.min(map.info.keys, key + block),
    blockRows: 1, blockKeys: 1, step: 1,
  };
  const { max, across } = await map.look(region, { signal });
  let best = 0;
  for (let at = 1; at < max.length; at += 1) if ((max[at] ?? 0) > (max[best] ?? 0)) best = at;
  return { row: row + Math.floor(best / across), key: key + (best % across), weight: max[best] ?? 0 };
}
