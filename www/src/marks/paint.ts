/**
 * A display list on a canvas: deterministic, and free of the DOM. The caller gives the context,
 * the camera, the palette and the caches.
 */
import { paintArrow } from "./arrow";
import { paintBars } from "./bars";
import { paintBox } from "./box";
import { paintBracket } from "./bracket";
import type { Brush } from "./canvas";
import type { CellSet, DisplayList, GridMark, Mark } from "./display-list";
import { paintGrid } from "./grid";
import { paintGridNames } from "./grid-names";
import { highlightedIn, paintHighlight, type Highlighted } from "./highlight";
import { paintLabel } from "./label";
import { legendHeight, paintLegend } from "./legend";
import { inPaintingOrder } from "./order";

export interface Emphasis {
  /** Cells that light up: sources, or what a word stands for. */
  readonly highlight: readonly CellSet[];
  /** The cell under the pointer or cursor, outlined in ink. */
  readonly selected: CellSet | null;
}

export const NO_EMPHASIS: Emphasis = { highlight: [], selected: null };

/** Clears the canvas and paints the list. The context must be scaled to CSS pixels. */
export function paint(brush: Brush, list: DisplayList, emphasis: Emphasis = NO_EMPHASIS): void {
  const { context } = brush;
  context.clearRect(0, 0, brush.width, brush.height);
  const marks = inPaintingOrder(list.marks);
  const lit = highlightedIn(brush, marks, emphasis.highlight);
  const chosen = highlightedIn(brush, marks, emphasis.selected ? [emphasis.selected] : []);
  context.save();
  context.beginPath();
  context.rect(0, 0, brush.width, brush.height - legendHeight(brush.width));
  context.clip();
  const visible = marks.filter((mark) => (mark.opacity ?? 1) > 0);
  for (const mark of visible) paintMark(brush, mark, [lit.get(mark.id), chosen.get(mark.id)]);
  // Names over every colour, and outlines last: a neighbour must not cover what the reader looks for.
  for (const mark of visible) {
    if (mark.kind === "grid") paintNames(brush, mark, [lit.get(mark.id), chosen.get(mark.id)]);
  }
  for (const each of lit.values()) paintHighlight(brush, each, brush.palette.css(hueOf(each)));
  for (const each of chosen.values()) paintHighlight(brush, each, brush.palette.ink);
  context.restore();
  paintLegend(brush, list.legend);
}

function hueOf({ mark }: Highlighted): Parameters<Brush["palette"]["css"]>[0] {
  return mark.kind === "bars" ? mark.hue : (mark.edge ?? mark.scale.hue);
}

function paintMark(brush: Brush, mark: Mark, highlighted: readonly (Highlighted | undefined)[]): void {
  switch (mark.kind) {
    case "grid":
      return paintGrid(brush, mark);
    case "bars":
      return paintBars(brush, mark, sides(highlighted, (place) => place));
    case "label":
      return paintLabel(brush, mark);
    case "bracket":
      return paintBracket(brush, mark);
    case "arrow":
      return paintArrow(brush, mark);
    case "box":
      return paintBox(brush, mark);
  }
}

function paintNames(brush: Brush, mark: GridMark, highlighted: readonly (Highlighted | undefined)[]): void {
  paintGridNames(brush, mark, {
    rows: sides(highlighted, (place, cols) => Math.floor(place / cols)),
    cols: sides(highlighted, (place, cols) => place % cols),
  });
}

/** Highlighting a whole side singles nothing out, so its names stay as they are. */
const MOST_SINGLED_OUT = 4;

function sides(highlighted: readonly (Highlighted | undefined)[], side: (place: number, cols: number) => number): ReadonlySet<number> {
  const found = new Set<number>();
  for (const each of highlighted) {
    if (!each) continue;
    const here = new Set<number>();
    for (const place of each.places) here.add(side(place, each.cells.cols));
    if (here.size <= MOST_SINGLED_OUT) for (const place of here) found.add(place);
  }
  return found;
}
