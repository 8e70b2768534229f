/** The words around a grid: its name and shape at the corner, and the names of rows and columns. */
import { type } from "../theme/tokens";
import { textAlphaOf, type Brush } from "./canvas";
import { rectToScreen } from "./camera";
import type { GridMark, Rect } from "./display-list";
import { columnAngle, shownLabels } from "./side-labels";
import { font, paintRuns, runsOf, runsWidth } from "./text";
import { cellsOf } from "./view";

const LINE = 14;
/** Between a grid and the words beside it. */
const AWAY = 6;
const LONGEST = 110;
/** With less room than this a name would be all ellipsis. */
const SHORTEST = 18;

/** Rows and columns of the grid that hold a highlighted cell. */
export interface HighlightedSides {
  readonly rows: ReadonlySet<number>;
  readonly cols: ReadonlySet<number>;
}

export function paintGridNames(brush: Brush, mark: GridMark, highlighted: HighlightedSides): void {
  const area = rectToScreen(brush.camera, mark);
  const { context } = brush;
  context.globalAlpha = textAlphaOf(mark);
  const cells = cellsOf(brush.trace, mark.view);
  if (mark.rowLabels) paintRowNames(brush, mark, area, mark.rowLabels, cells.rows, highlighted.rows);
  const above = mark.colLabels ? paintColumnNames(brush, mark, area, mark.colLabels, cells.cols, highlighted.cols) : 0;
  if (mark.title !== undefined) paintTitle(brush, mark, area, mark.title, above);
  context.globalAlpha = 1;
}

function paintRowNames(brush: Brush, mark: GridMark, area: Rect, names: readonly string[], rows: number, highlighted: ReadonlySet<number>): void {
  const { context, ruler, palette } = brush;
  // Zoomed in, the names would be off the canvas: they stay at its side instead, over the cells.
  const pinned = area.x < SHORTEST && area.x + area.width > LONGEST;
  const room = pinned ? LONGEST : Math.min(LONGEST, brush.room.left(mark.id, area) - AWAY);
  if (room < SHORTEST || area.x + area.width < SHORTEST) return;
  const pitch = area.height / rows;
  context.textAlign = pinned ? "left" : "right";
  context.textBaseline = "middle";
  for (const row of shownLabels(rows, pitch, LINE, highlighted)) {
    const y = area.y + (row + 0.5) * pitch;
    if (y < 0 || y > brush.height) continue;
    const lit = highlighted.has(row);
    const face = font(type.sizes.small, lit ? "bold" : "sans");
    const text = ruler.elide(names[row] ?? "", face, room);
    if (pinned) paintPlate(brush, 0, y - LINE / 2 - 1, ruler.width(text, face) + 2 * AWAY, LINE + 2);
    context.font = face;
    context.fillStyle = lit || pinned ? palette.ink : palette.muted;
    context.fillText(text, pinned ? AWAY : area.x - AWAY, y + 0.5);
  }
}

/** A piece of background for words that stand on cells. */
function paintPlate(brush: Brush, x: number, y: number, width: number, height: number): void {
  brush.context.fillStyle = brush.palette.background;
  brush.context.fillRect(x, y, width, height);
}

/** Returns the height that the names take above the grid. */
function paintColumnNames(brush: Brush, mark: GridMark, area: Rect, names: readonly string[], cols: number, highlighted: ReadonlySet<number>): number {
  const { context, ruler, palette } = brush;
  const pitch = area.width / cols;
  const plain = font(type.sizes.small);
  const widest = Math.max(...names.map((name) => ruler.width(name, plain)));
  const angle = columnAngle(pitch, widest, LINE);
  const title = mark.title === undefined ? 0 : type.sizes.body + AWAY;
  const pinned = area.y < LINE && area.y + area.height > 4 * LINE;
  const room = pinned ? LONGEST : brush.room.above(mark.id, area) - title - AWAY;
  const slope = angle === 45 ? Math.SQRT1_2 : 1;
  const length = angle === 0 ? pitch * Math.max(1, Math.ceil(widest / pitch)) : Math.min(LONGEST, room / slope - LINE / 2);
  if (length < SHORTEST || room < LINE || area.y + area.height < LINE) return 0;
  const height = angle === 0 ? LINE + 2 : Math.min(widest, length) * slope + LINE / 2;
  const foot = pinned ? height + AWAY : area.y - AWAY;
  if (pinned) paintPlate(brush, Math.max(0, area.x), 0, Math.min(brush.width, area.x + area.width) - Math.max(0, area.x), height + 2 * AWAY);
  context.textBaseline = "middle";
  const needed = angle === 0 ? widest + 8 : LINE / slope;
  for (const col of shownLabels(cols, pitch, Math.min(needed, area.width), highlighted)) {
    const lit = highlighted.has(col);
    const face = font(type.sizes.small, lit ? "bold" : "sans");
    const x = area.x + (col + 0.5) * pitch;
    // A leaning name ends to the right of its column, and with the picture.
    const text = ruler.elide(names[col] ?? "", face, angle === 45 ? Math.min(length, (brush.width - x) / slope) : length);
    context.save();
    context.translate(x, foot);
    context.rotate((-angle * Math.PI) / 180);
    context.font = face;
    context.textAlign = angle === 0 ? "center" : "left";
    context.fillStyle = lit || pinned ? palette.ink : palette.muted;
    context.fillText(text, 0, angle === 0 ? -LINE / 2 + 2 : 0);
    context.restore();
  }
  return height;
}

function paintTitle(brush: Brush, mark: GridMark, area: Rect, title: string, above: number): void {
  const { context, ruler, palette } = brush;
  const size = type.sizes.body;
  const baseline = area.y - AWAY - 2 - above;
  if (baseline < size * 0.7) return;
  const room = brush.room.rightOf(mark.id, area.x, baseline - size, size + AWAY);
  const runs = runsOf(title);
  const width = runsWidth(ruler, runs, size, "bold");
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.fillStyle = palette.ink;
  if (width > room) {
    const face = font(size, "bold");
    const text = room < SHORTEST ? "" : ruler.elide(title, face, room);
    context.font = face;
    context.fillText(text, area.x, baseline);
    return;
  }
  paintRuns(context, ruler, runs, area.x, baseline, size, "bold");
  if (mark.shape === undefined) return;
  const face = font(type.sizes.small);
  const start = width + 8;
  if (start + ruler.width(mark.shape, face) > room) return;
  context.font = face;
  context.fillStyle = palette.muted;
  context.fillText(mark.shape, area.x + start, baseline);
}
