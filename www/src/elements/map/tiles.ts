/**
 * The map in tiles, at levels of detail: a tile of level z has so many blocks a side, and a block 2^z cells a
 * side. Pure: which tiles a view needs, in which order, and how they are asked for.
 */
import type { MapRegion } from "../../trace/generated/MapRegion";
import type { Cells, MapShape } from "./view";

/** Blocks of a tile's side. */
export const tileSide = 128;

export interface Tile {
  readonly level: number;
  /** Counted from the first row and key, in tiles. */
  readonly down: number;
  readonly across: number;
}

export function tileKey({ level, down, across }: Tile): string {
  return `${level}/${down}/${across}`;
}

/** Cells of a block's side. */
export function blockOf(level: number): number {
  return 2 ** level;
}

/** The level whose blocks are at least a pixel wide, and the finest such. */
export function levelFor(cell: number, shape: MapShape): number {
  return Math.min(rootLevel(shape), Math.max(0, Math.ceil(-Math.log2(cell))));
}

/** The level at which one tile holds the whole map. */
export function rootLevel({ rows, keys }: MapShape): number {
  return Math.max(0, Math.ceil(Math.log2(Math.max(rows, keys) / tileSide)));
}

export const rootTile = (shape: MapShape): Tile => ({ level: rootLevel(shape), down: 0, across: 0 });

/** The cells of a tile. */
export function cellsOf({ level, down, across }: Tile, { rows, keys }: MapShape): Cells {
  const side = tileSide * blockOf(level);
  return {
    rowStart: down * side,
    rowEnd: Math.min(rows, (down + 1) * side),
    keyStart: across * side,
    keyEnd: Math.min(keys, (across + 1) * side),
  };
}

/** The tiles of a level that hold any of the cells, those nearest to the focus first. */
export function tilesOver(cells: Cells, level: number, focus: { readonly row: number; readonly key: number }): Tile[] {
  const side = tileSide * blockOf(level);
  const tiles: Tile[] = [];
  for (let down = Math.floor(cells.rowStart / side); down * side < cells.rowEnd; down += 1) {
    for (let across = Math.floor(cells.keyStart / side); across * side < cells.keyEnd; across += 1) tiles.push({ level, down, across });
  }
  const distance = ({ down, across }: Tile) => Math.hypot((down + 0.5) * side - focus.row, (across + 0.5) * side - focus.key);
  return tiles.sort((a, b) => distance(a) - distance(b));
}

/** The tile of a coarser level that holds a tile. */
export function ancestorOf({ level, down, across }: Tile, coarser: number): Tile {
  const times = blockOf(coarser - level);
  return { level: coarser, down: Math.floor(down / times), across: Math.floor(across / times) };
}

/**
 * What is asked of the engine for a tile.
 * @param step 1: every row. More: of so many rows one, a sample.
 */
export function regionOf(tile: Tile, step: number, shape: MapShape): MapRegion {
  const block = blockOf(tile.level);
  return { ...cellsOf(tile, shape), blockRows: block, blockKeys: block, step };
}

/** Cells of a map that is computed as a whole while nothing else is to be done: a second or two. */
const mostBehind = 2 ** 28;

/** What of a tile is to be had next. */
export interface Wanted {
  readonly tile: Tile;
  readonly step: number;
}

/** Cells of a block's side from which a sample comes so much sooner than the whole that it is worth asking for. */
const worthSampling = 4;

/**
 * What to ask for next, most urgent first: a sample of the whole map, so that there is always something to show;
 * samples of the tiles in view, one row for each row of blocks; then all their rows; at last, where that takes
 * seconds at most, all rows of the whole map.
 * @param known The step in which a tile is known, 1 for one that is complete; null for one that is not.
 */
export function planOf(inView: readonly Tile[], shape: MapShape, known: (tile: Tile) => number | null): Wanted[] {
  const root = rootTile(shape);
  const plan: Wanted[] = [];
  if (known(root) === null) plan.push({ tile: root, step: blockOf(root.level) });
  for (const tile of inView) {
    const block = blockOf(tile.level);
    const isRoot = tile.level === root.level;
    if (block >= worthSampling && known(tile) === null && !isRoot) plan.push({ tile, step: block });
  }
  for (const tile of inView) {
    const step = known(tile);
    const asked = plan.some((wanted) => wanted.step === 1 && tileKey(wanted.tile) === tileKey(tile));
    if (step !== 1 && !asked) plan.push({ tile, step: 1 });
  }
  const isSmall = shape.rows * shape.keys <= mostBehind;
  if (isSmall && known(root) !== 1 && !plan.some((wanted) => wanted.step === 1 && wanted.tile.level === root.level)) plan.push({ tile: root, step: 1 });
  return plan;
}
