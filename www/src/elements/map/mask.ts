/** Which cells a mask hides, by place alone: what the engine was asked to hide, said again for the picture. */
import type { MapRequest } from "../../trace/generated/MapRequest";
import { windowKeys, windowSinks, type MaskName } from "./settings";
import type { Cells, MapShape } from "./view";

/** The keys that a row sees: some of the first, and a run of others. */
export interface Seen {
  readonly sinks: number;
  readonly start: number;
  readonly end: number;
}

/** What a request says of the mask. */
export function maskRequest(mask: MaskName): Pick<MapRequest, "causal" | "window" | "sinks"> {
  if (mask === "window") return { causal: true, window: windowKeys, sinks: windowSinks };
  return { causal: mask === "causal" };
}

/** The last query stands at the last key. */
export function seenBy(row: number, mask: MaskName, { rows, keys }: MapShape): Seen {
  if (mask === "none") return { sinks: 0, start: 0, end: keys };
  const place = row + keys - rows;
  const end = Math.min(keys, Math.max(0, place + 1));
  if (mask === "causal") return { sinks: 0, start: 0, end };
  return { sinks: Math.min(windowSinks, end), start: Math.min(end, Math.max(0, place - windowKeys)), end };
}

export function isHidden(row: number, key: number, mask: MaskName, shape: MapShape): boolean {
  const { sinks, start, end } = seenBy(row, mask, shape);
  return key >= sinks && (key < start || key >= end);
}

/** Whether no row of a rectangle sees any of its keys. */
export function isAllHidden({ rowStart, rowEnd, keyStart, keyEnd }: Cells, mask: MaskName, shape: MapShape): boolean {
  const first = seenBy(rowStart, mask, shape);
  const last = seenBy(rowEnd - 1, mask, shape);
  // Both ends of the run move on from row to row: what lies before the first start or behind the last end is hidden.
  return keyStart >= last.sinks && (keyStart >= last.end || keyEnd <= first.start);
}

/**
 * The keys, as runs from start to end, that none of some neighbouring rows sees, cut at whole blocks: a block that any of
 * them sees in part is left out.
 */
export function hiddenRuns(rowStart: number, rowEnd: number, block: number, mask: MaskName, shape: MapShape): readonly (readonly [number, number])[] {
  if (mask === "none") return [];
  const first = seenBy(rowStart, mask, shape);
  const last = seenBy(rowEnd - 1, mask, shape);
  const up = (key: number) => Math.min(shape.keys, Math.ceil(key / block) * block);
  const before = [up(last.sinks), Math.floor(first.start / block) * block] as const;
  const behind = [Math.max(up(last.sinks), up(last.end)), shape.keys] as const;
  return [before, behind].filter(([start, end]) => start < end);
}
