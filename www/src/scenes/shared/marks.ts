/** Short ways to write marks. */
import type {
  ArrowMark,
  BarsMark,
  BoxMark,
  BracketMark,
  ColorScale,
  DisplayList,
  GridMark,
  LabelMark,
  LegendEntry,
  Mark,
  Rect,
  TensorView,
} from "../../marks/display-list";

import { grown } from "./rects";

type Options<M extends Mark, Given extends string> = Omit<M, "kind" | "id" | Given>;

export function grid(
  id: string,
  view: TensorView,
  scale: ColorScale,
  area: Rect,
  options: Options<GridMark, "view" | "scale" | keyof Rect> = {},
): GridMark {
  return { kind: "grid", id, view, scale, ...area, ...options };
}

export function bars(id: string, view: TensorView, area: Rect, options: Options<BarsMark, "view" | keyof Rect>): BarsMark {
  return { kind: "bars", id, view, ...area, ...options };
}

export function label(
  id: string,
  x: number,
  y: number,
  text: string,
  options: Options<LabelMark, "x" | "y" | "text"> = {},
): LabelMark {
  return { kind: "label", id, x, y, text, ...options };
}

/** Room above bars for their title, which stands over the numbers on the bars. */
export const BARS_TITLE = 40;

/** A large symbol between matrices: ×, =, +. */
export function operator(id: string, x: number, y: number, text: string): LabelMark {
  return label(id, x, y, text, { size: "large", align: "middle", hue: "muted", math: true });
}

/** Thinner than this, an outline would cover what it surrounds and stands off it instead. */
const THIN = 7;

/** An outline around cells. */
export function box(id: string, area: Rect, options: Options<BoxMark, keyof Rect> = {}): BoxMark {
  const off = Math.min(area.width, area.height) < THIN ? 2 : 0;
  return { kind: "box", id, ...grown(area, off), hue: "ink", layer: 3, ...options };
}

export function arrow(
  id: string,
  from: readonly [number, number],
  to: readonly [number, number],
  options: Options<ArrowMark, "from" | "to"> = {},
): ArrowMark {
  return { kind: "arrow", id, from, to, hue: "muted", layer: 2, ...options };
}

/** A brace along one side of an area, `away` from it. */
export function bracket(
  id: string,
  area: Rect,
  side: BracketMark["side"],
  text: string | null,
  options: Options<BracketMark, "side" | "x" | "y" | "length" | "text"> & { readonly away?: number } = {},
): BracketMark {
  const { away = 4, ...rest } = options;
  const across = side === "top" || side === "bottom";
  const x = side === "left" ? area.x - away : side === "right" ? area.x + area.width + away : area.x;
  const y = side === "top" ? area.y - away : side === "bottom" ? area.y + area.height + away : area.y;
  return {
    kind: "bracket",
    id,
    side,
    x,
    y,
    length: across ? area.width : area.height,
    ...(text === null ? {} : { text }),
    hue: "muted",
    ...rest,
  };
}

/** How far a brace and its caption stand out, in pixels. */
const BRACE = 8;

/** A brace under an area with a size in the formula face: `d_k = 8`. */
export function measure(id: string, area: Rect, formula: string): readonly [BracketMark, LabelMark] {
  const brace = bracket(id, area, "bottom", null);
  return [
    brace,
    label(`${id}:size`, area.x + area.width / 2, brace.y + BRACE + 9, formula, {
      align: "middle",
      hue: "muted",
      math: true,
      size: "small",
    }),
  ];
}

/** How far what is not involved steps back. */
const DIMMED = 0.75;

export function dimmed<M extends Mark>(mark: M): M {
  return { ...mark, dim: DIMMED };
}

/** In focus where the condition holds, dimmed elsewhere. */
export function focused<M extends Mark>(mark: M, involved: boolean): M {
  return involved ? mark : dimmed(mark);
}

export function display(
  frame: Rect,
  legend: readonly LegendEntry[],
  ...groups: ReadonlyArray<Mark | readonly Mark[]>
): DisplayList {
  return { frame, legend, marks: groups.flat() };
}
