/** A length that is a cell of the trace: it can be pointed at and derived as every other cell. */
import type { ColorScale, GridMark, Hue, Rect, TensorView } from "../../marks/display-list";
import { grid } from "./marks";
import { rect } from "./rects";

/** One cell of a tensor. */
export function cellOf(tensor: string, fixed: Readonly<Record<string, number>>): TensorView {
  return { tensor, fixed, rows: null, cols: null };
}

/** A full hue whatever the value: its length tells that. */
export function barCell(id: string, view: TensorView, value: number, hue: Hue, area: Rect): GridMark {
  const scale: ColorScale = { kind: "sequential", hue, limit: value > 0 ? value : 1 };
  return grid(id, view, scale, area);
}

/** As long as the value is of the largest, but never invisible. */
export function lengthIn(line: Rect, value: number, largest: number): Rect {
  return rect(line.x, line.y, Math.max(2, largest > 0 ? (line.width * value) / largest : 0), line.height);
}
