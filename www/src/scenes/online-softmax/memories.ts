/** Slow memory holds Q, K, V and O; fast memory one tile of queries, one of keys and values, and their scores. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat } from "../scene";
import { box, dimmed, display, grid, label } from "../shared/marks";
import { counted } from "../shared/numbers";
import { rect, rowsIn } from "../shared/rects";
import { fitting, largestRow } from "../shared/room";
import { legend } from "../shared/scales";
import { shapeText } from "../shared/sizes";
import { matrix, rowsOf } from "../shared/views";
import { link, say } from "../shared/words";
import { block, walkOf, type Span, type Walk } from "./walk";

export const memories: Beat = {
  id: "two-memories",
  title: "Slow memory and fast memory",
  formula: "memories",
  caption(context) {
    const { queries, keyTiles, group, head, sizes } = walkOf(context);
    const keys = keyTiles[0] as Span;
    return say(
      "Fast memory is small. It holds ",
      link(counted(queries.count, "query").replace("querys", "queries"), "qHeads", { head }),
      ", ",
      link(counted(keys.count, "key"), "kHeads", { kvHead: group }),
      " with the ",
      link("values", "vHeads", { kvHead: group }),
      `, and their scores: no matrix of ${shapeText(sizes.n, sizes.n)} ever stands anywhere.`,
    );
  },
  keyframes(context) {
    const walk = walkOf(context);
    const { room, scales, queries, score } = walk;
    const keys = walk.keyTiles[0] as Span;
    const places = layout(walk, keys);
    const whole = wholes(walk, places);
    const legends = [legend("Q", scales.query), legend("K", scales.key), legend("V", scales.value)];
    const names = [memoryName("slow", "slow memory", places.slowArea), memoryName("fast", "fast memory", places.fastArea)];
    const areas = [box("slow", places.slowArea, { hue: "muted" }), box("fast", places.fastArea, { hue: "ink", dashed: true })];
    const taken = [
      box("taken:q", rowsIn(places.slow.q, walk.sizes.n, queries.start, queries.count)),
      box("taken:k", rowsIn(places.slow.k, walk.sizes.n, keys.start, keys.count)),
      box("taken:v", rowsIn(places.slow.v, walk.sizes.n, keys.start, keys.count)),
    ];
    const atHome = {
      q: rowsIn(places.slow.q, walk.sizes.n, queries.start, queries.count),
      k: rowsIn(places.slow.k, walk.sizes.n, keys.start, keys.count),
      v: rowsIn(places.slow.v, walk.sizes.n, keys.start, keys.count),
    };
    const scores = grid("scores:tile", block("masked", queries, keys, { head: walk.head }), score, places.fast.s, {
      title: fitting(places.fast.s.width, "scores", "S"),
      layer: 1,
    });
    const loaded = tiles(walk, places.fast, keys, true);
    return [
      display(room.frame, legends, areas, names, whole, tiles(walk, atHome, keys, false)),
      display(room.frame, legends, areas, names, whole.map(dimmed), taken, loaded),
      display(room.frame, [legend("Q, K, V", scales.query), legend("scores", score)], areas, names, whole.map(dimmed), taken, loaded, scores),
    ];
  },
};

type Matrix = "q" | "k" | "v";

function memoryName(id: string, text: string, area: Rect): Mark {
  return label(`${id}:name`, area.x + 8, area.y + 14, text, { size: "small", hue: "muted" });
}

function viewsOf({ context: { trace }, head, group }: Walk) {
  return {
    q: matrix(trace, "qHeads", "token", "dim", { head }),
    k: matrix(trace, "kHeads", "token", "dim", { kvHead: group }),
    v: matrix(trace, "vHeads", "token", "dim", { kvHead: group }),
    o: matrix(trace, "tiledOutput", "query", "dim"),
  } as const;
}

function scaleOf({ scales }: Walk, name: Matrix) {
  return name === "q" ? scales.query : name === "k" ? scales.key : scales.value;
}

/** The whole matrices; O is empty slots still. */
function wholes(walk: Walk, { slow }: Places): readonly Mark[] {
  const views = viewsOf(walk);
  return [
    ...(["q", "k", "v"] as const).map((name) =>
      grid(`${name}:whole`, views[name], scaleOf(walk, name), slow[name], { title: name.toUpperCase() }),
    ),
    grid("o:whole", views.o, walk.scales.output, slow.o, { title: "O", reveal: 0 }),
  ];
}

/** The tiles that are loaded, at these places. */
function tiles(walk: Walk, at: Readonly<Record<Matrix, Rect>>, keys: Span, named: boolean): readonly Mark[] {
  const views = viewsOf(walk);
  return (["q", "k", "v"] as const).map((name) => {
    const { start, count } = name === "q" ? walk.queries : keys;
    const title = named ? { title: `tile of ${name.toUpperCase()}` } : {};
    return grid(`${name}:tile`, rowsOf(views[name], start, count), scaleOf(walk, name), at[name], { layer: 1, ...title });
  });
}

interface Places {
  readonly slowArea: Rect;
  readonly fastArea: Rect;
  readonly slow: Readonly<Record<Matrix | "o", Rect>>;
  readonly fast: Readonly<Record<Matrix | "s", Rect>>;
}

const PAD = 12;
/** Height of the line with a memory's name. */
const NAME = 24;

/** Side by side; on a phone fast memory stands under slow memory. */
function layout({ room, sizes, queries }: Walk, keys: Span): Places {
  const outer = rect(PAD, room.inner.y - room.title + 4, room.frame.width - 2 * PAD, room.inner.height + room.title - 4);
  const gap = room.tall ? 12 : 24;
  const share = room.tall ? 0.46 : 0.56;
  const slowArea = room.tall
    ? rect(outer.x, outer.y, outer.width, (outer.height - gap) * share)
    : rect(outer.x, outer.y, (outer.width - gap) * share, outer.height);
  const fastArea = room.tall
    ? rect(outer.x, slowArea.y + slowArea.height + gap, outer.width, outer.height - slowArea.height - gap)
    : rect(slowArea.x + slowArea.width + gap, outer.y, outer.width - slowArea.width - gap, outer.height);
  const [q, k, v, o] = line(contentOf(slowArea, room.title), [sizes.dim, sizes.dim, sizes.dim, sizes.dim], [sizes.n, sizes.n, sizes.n, sizes.n], room.tall);
  const content = contentOf(fastArea, room.title);
  const slow = { q, k, v, o } as Places["slow"];
  if (room.tall) {
    const widths = [sizes.dim, sizes.dim, sizes.dim, keys.count];
    const [tileQ, tileK, tileV, s] = line(content, widths, [queries.count, keys.count, keys.count, queries.count], true);
    return { slowArea, fastArea, slow, fast: { q: tileQ, k: tileK, v: tileV, s } as Places["fast"] };
  }
  return { slowArea, fastArea, slow, fast: square(content, sizes.dim, queries.count, keys.count, room.title) };
}

/** What grids may fill in a memory. */
function contentOf(area: Rect, title: number): Rect {
  const top = NAME + title;
  return rect(area.x + PAD, area.y + top, area.width - 2 * PAD, area.height - top - PAD);
}

/** Grids in a line, all with cells of one size, in the middle of the area. */
function line(area: Rect, columns: readonly number[], rows: readonly number[], tall: boolean): readonly Rect[] {
  const gap = tall ? 14 : 24;
  const most = Math.max(...rows);
  // A grid of one column is still as wide as its name.
  const least = 14;
  const all = columns.reduce((sum, count) => sum + count, 0);
  const column = Math.min((area.width - gap * (columns.length - 1) - least * columns.length) / all, 30);
  const row = Math.min(area.height / most, largestRow(most, 30));
  const width = all * column + least * columns.length + gap * (columns.length - 1);
  let x = area.x + (area.width - width) / 2;
  const y = area.y + (area.height - most * row) / 2;
  return columns.map((count, place) => {
    const found = rect(x, y, count * column + least, (rows[place] ?? 0) * row);
    x += found.width + gap;
    return found;
  });
}

/** Queries and scores above, keys and values below. */
function square(area: Rect, dim: number, queries: number, keys: number, title: number): Places["fast"] {
  const gap = { x: 24, y: title + 10 };
  const right = Math.max(dim, keys);
  const column = Math.min((area.width - gap.x) / (dim + right), 30);
  const row = Math.min((area.height - gap.y) / (queries + keys), 36);
  const x = area.x + (area.width - gap.x - (dim + right) * column) / 2;
  const y = area.y + (area.height - gap.y - (queries + keys) * row) / 2;
  const second = { x: x + dim * column + gap.x, y: y + queries * row + gap.y };
  return {
    q: rect(x, y, dim * column, queries * row),
    s: rect(second.x, y, keys * column, queries * row),
    k: rect(x, second.y, dim * column, keys * row),
    v: rect(second.x, second.y, dim * column, keys * row),
  };
}
