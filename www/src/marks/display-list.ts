/**
 * What a scene hands to the painter: marks in world units, as plain data.
 *
 * A display list holds no functions and no DOM, so it can be compared, interpolated, snapshotted
 * and hit-tested. World units are arbitrary; `frame` says which rectangle must be visible, and the
 * stage maps it to pixels. Text and line widths are in screen pixels and never scale.
 */

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A contiguous run of places along one axis of a tensor. */
export interface AxisRange {
  readonly axis: string;
  readonly start: number;
  readonly count: number;
}

/** A two-dimensional window on a tensor. `rows` or `cols` null: that direction has one place. */
export interface TensorView {
  readonly tensor: string;
  /** Axes held at one place, such as `{ head: 3 }`. */
  readonly fixed: Readonly<Record<string, number>>;
  readonly rows: AxisRange | null;
  readonly cols: AxisRange | null;
}

/** One hue each: roles as in LOOK; `head:N` where hue means the head. */
export type Hue =
  | "stream" | "query" | "key" | "value" | "score" | "weight" | "output" | "parameter" | "mask"
  | `head:${number}`;

/**
 * How a number becomes a colour. `diverging`: zero is the background, the hue grows to +limit,
 * neutral ink to -limit. `sequential`: 0 is the background, limit the full hue.
 */
export interface ColorScale {
  readonly kind: "diverging" | "sequential";
  readonly hue: Hue;
  readonly limit: number;
}

interface MarkBase {
  /** Stable identity: marks with one id in two keyframes are the same object and move between them. */
  readonly id: string;
  /** 0 hidden to 1. Default 1. */
  readonly opacity?: number;
  /** 0 in focus to 1 fully dimmed. Default 0. */
  readonly dim?: number;
  /** Painting order: higher is nearer. Default 0. */
  readonly layer?: number;
}

/** A matrix of cells. */
export interface GridMark extends MarkBase, Rect {
  readonly kind: "grid";
  readonly view: TensorView;
  readonly scale: ColorScale;
  /** Name at the corner where the eye starts, as short text: `Q`, `head 3`. */
  readonly title?: string;
  /** The shape after the title: `12 × 64`. */
  readonly shape?: string;
  /** How much is computed, 0 to 1, in rows from the top. Uncomputed cells are empty slots. Default 1. */
  readonly reveal?: number;
  /** Names along the sides; painted as many as fit. */
  readonly rowLabels?: readonly string[];
  readonly colLabels?: readonly string[];
  /** Edge colour; default the scale's hue. */
  readonly edge?: Hue;
  /** Lines between column groups of this many cells (head bands). */
  readonly bands?: number;
}

/** Bars for one row of numbers, grown from a baseline inside the rectangle. */
export interface BarsMark extends MarkBase, Rect {
  readonly kind: "bars";
  readonly view: TensorView;
  readonly hue: Hue;
  /** Values at the bottom and at the top of the rectangle. */
  readonly domain: readonly [number, number];
  readonly title?: string;
  readonly labels?: readonly string[];
  /** Whether the values of the domain are written beside the bars. Default true. */
  readonly limits?: boolean;
}

/** A line of text anchored at a point. Size is a step of the type scale. */
export interface LabelMark extends MarkBase {
  readonly kind: "label";
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size?: "small" | "body" | "large";
  readonly align?: "start" | "middle" | "end";
  readonly hue?: Hue | "ink" | "muted";
  /** Set in the formula face (italic serif), for symbols and operators. */
  readonly math?: boolean;
}

/** A brace along one side of a rectangle, with a caption in its middle. */
export interface BracketMark extends MarkBase {
  readonly kind: "bracket";
  readonly side: "top" | "bottom" | "left" | "right";
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly text?: string;
  readonly hue?: Hue | "ink" | "muted";
}

/** A curve from one point to another with a head. */
export interface ArrowMark extends MarkBase {
  readonly kind: "arrow";
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly hue?: Hue | "ink" | "muted";
  /** Sideways bulge in world units. Default 0: straight. */
  readonly bend?: number;
  /** Line width in pixels. Default 1.5. */
  readonly width?: number;
}

/** An outline around cells: what the reader should look at. */
export interface BoxMark extends MarkBase, Rect {
  readonly kind: "box";
  readonly hue?: Hue | "ink" | "muted";
  readonly dashed?: boolean;
  readonly fill?: boolean;
}

export type Mark = GridMark | BarsMark | LabelMark | BracketMark | ArrowMark | BoxMark;

/** One scale shown with its limits: colour never stands alone. */
export interface LegendEntry {
  readonly label: string;
  readonly scale: ColorScale;
}

export interface DisplayList {
  readonly marks: readonly Mark[];
  /** The part of the world that must be visible. */
  readonly frame: Rect;
  readonly legend: readonly LegendEntry[];
}

/** Cells of one tensor, as row-major offsets into its data. */
export interface CellSet {
  readonly tensor: string;
  readonly cells: readonly number[];
}

/** The tensors whose cells a picture shows. */
export function tensorsIn(list: DisplayList): ReadonlySet<string> {
  return new Set(list.marks.flatMap((mark) => ("view" in mark ? [mark.view.tensor] : [])));
}
