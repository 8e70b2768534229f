/** What must hold for every display list, whatever it shows. Each check names what is wrong. */
import type { DisplayList, Mark, Rect } from "../../marks/display-list";
import { cellsOf } from "../../marks/view";
import type { TraceReader } from "../../trace/reader";

/** World units that a name or a line may reach over the frame's edge. */
const OVER_EDGE = 2;
const TITLE_HEIGHT = 20;
/** A row of the longest text on the shortest sheet is little more than half a pixel. */
const THINNEST = 0.5;
const PIXELS_PER_LETTER = 6.5;

export function problemsOf(list: DisplayList, trace: TraceReader): readonly string[] {
  return [...repeatedIds(list), ...badViews(list, trace), ...outside(list), ...badLegend(list)];
}

function repeatedIds({ marks }: DisplayList): readonly string[] {
  const ids = marks.map((mark) => mark.id);
  return ids.filter((id, place) => ids.indexOf(id) !== place).map((id) => `two marks are called ${id}`);
}

function badViews({ marks }: DisplayList, trace: TraceReader): readonly string[] {
  return marks.flatMap((mark) => {
    if (mark.kind !== "grid" && mark.kind !== "bars") return [];
    try {
      cellsOf(trace, mark.view);
      return [];
    } catch (error) {
      return [`${mark.id}: ${String(error)}`];
    }
  });
}

function outside({ marks, frame }: DisplayList): readonly string[] {
  return marks.flatMap((mark) => {
    const extent = extentOf(mark);
    if (!Object.values(extent).every(Number.isFinite)) return [`${mark.id} has no finite place`];
    if (extent.width < 0 || extent.height < 0 || (isTitled(mark) && Math.min(extent.width, extent.height) < THINNEST))
      return [`${mark.id} has no size`];
    const inside =
      extent.x >= frame.x - OVER_EDGE &&
      extent.y >= frame.y - OVER_EDGE &&
      extent.x + extent.width <= frame.x + frame.width + OVER_EDGE &&
      extent.y + extent.height <= frame.y + frame.height + OVER_EDGE;
    return inside ? [] : [`${mark.id} stands outside the frame: ${JSON.stringify(extent)}`];
  });
}

function badLegend({ legend }: DisplayList): readonly string[] {
  const problems = legend
    .filter(({ scale }) => !(scale.limit > 0 && Number.isFinite(scale.limit)))
    .map(({ label }) => `the legend of ${label} has no limit`);
  return legend.length >= 1 && legend.length <= 3 ? problems : [...problems, `the legend has ${legend.length} entries`];
}

/** Titled grids and bars that lie on each other, or under another's title. For pictures at rest. */
export function overlapsOf({ marks }: DisplayList): readonly string[] {
  const blocks = marks.filter(isTitled);
  return blocks.flatMap((one, place) =>
    blocks.slice(place + 1).flatMap((other) => {
      const clash = [
        [extentOf(one), extentOf(other)],
        [titleOf(one), extentOf(other)],
        [titleOf(other), extentOf(one)],
      ] as const;
      return clash.some(([first, second]) => overlap(first, second)) ? [`${one.id} and ${other.id} overlap`] : [];
    }),
  );
}

type Titled = Extract<Mark, { kind: "grid" | "bars" }>;

function isTitled(mark: Mark): mark is Titled {
  return (mark.kind === "grid" || mark.kind === "bars") && mark.title !== undefined;
}

/** Where a title stands, as far as it cannot be shortened: the painter elides what is longer than the grid. */
function titleOf(mark: Titled): Rect {
  const away = mark.kind === "bars" ? TITLE_HEIGHT : 0;
  const width = Math.min((mark.title ?? "").length * PIXELS_PER_LETTER, Math.max(mark.width, 18));
  return { x: mark.x, y: mark.y - TITLE_HEIGHT - away, width, height: TITLE_HEIGHT };
}

function extentOf(mark: Mark): Rect {
  switch (mark.kind) {
    case "label":
      return { x: mark.x, y: mark.y, width: 0, height: 0 };
    case "bracket": {
      const across = mark.side === "top" || mark.side === "bottom";
      return { x: mark.x, y: mark.y, width: across ? mark.length : 0, height: across ? 0 : mark.length };
    }
    case "arrow": {
      const [x, y] = [Math.min(mark.from[0], mark.to[0]), Math.min(mark.from[1], mark.to[1])];
      return { x, y, width: Math.abs(mark.from[0] - mark.to[0]), height: Math.abs(mark.from[1] - mark.to[1]) };
    }
    default:
      return { x: mark.x, y: mark.y, width: mark.width, height: mark.height };
  }
}

function overlap(one: Rect, other: Rect): boolean {
  const slack = 0.5;
  return (
    one.x + slack < other.x + other.width &&
    other.x + slack < one.x + one.width &&
    one.y + slack < other.y + other.height &&
    other.y + slack < one.y + one.height
  );
}
