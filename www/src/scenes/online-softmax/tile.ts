/** What one tile of keys does to the states of a tile of queries: the first tile, then one that moves the maximum. */
import type { DisplayList, Mark } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { box, display, grid } from "../shared/marks";
import { number } from "../shared/numbers";
import { rowsIn } from "../shared/rects";
import { fitting } from "../shared/room";
import { part, whole } from "../shared/views";
import { link, quoted, say } from "../shared/words";
import { strip, type Block } from "../shared/strip";
import { block, stateLegends, sumScale, upright, walkOf, type Span, type Walk } from "./walk";

export const firstTile: Beat = {
  id: "first-tile",
  title: "The first tile",
  formula: "tile",
  caption(context) {
    const { row: query } = walkOf(context);
    const { trace } = context;
    const shown = (tensor: string) => link(number(trace.tensor(tensor).at({ pass: 1, query })), tensor, { pass: 1, query });
    return say(
      "The tile's scores meet an empty state. ",
      `For ${quoted(context, query)} the largest of them is m, `,
      shown("tileMax"),
      "; their exponentials add up to l, ",
      shown("tileSum"),
      ", and weigh the values into ",
      link("O", "tileOutput", { pass: 1, query }),
      ".",
    );
  },
  keyframes: (context) => framesOf(context, 0),
};

export const nextTile: Beat = {
  id: "next-tile",
  title: "The next tile",
  formula: "nextTile",
  caption(context) {
    const { row: query, turn } = walkOf(context);
    const { trace } = context;
    if (turn === 0) return say(`For ${quoted(context, query)} the first tile is the only one: its m and l are final.`);
    const m = (pass: number) => link(number(trace.tensor("tileMax").at({ pass, query })), "tileMax", { pass, query });
    const factor = trace.tensor("rescale").at({ keyTile: turn, query });
    const begin = `Tile ${turn + 1} meets the state that ${quoted(context, query)} has`;
    if (factor === 1) return say(`${begin}. It holds no larger score, so m stays `, m(turn), " and the new terms are simply added.");
    return say(
      `${begin}. The maximum goes from `,
      m(turn),
      " to ",
      m(turn + 1),
      ", so l and O are first multiplied by ",
      link(number(factor), "rescale", { keyTile: turn, query }),
      ".",
    );
  },
  keyframes: (context) => framesOf(context, walkOf(context).turn),
};

type Name = "scores" | "max" | "before" | "m" | "factor" | "weights" | "l" | "o";

function framesOf(context: SceneContext, tile: number): readonly DisplayList[] {
  const walk = walkOf(context);
  const { room, sizes, queries, scales, score } = walk;
  const keys = walk.keyTiles[tile] as Span;
  const first = tile === 0;
  const scoring: readonly Block<Name>[] = [
    { key: "scores", columns: keys.count },
    { key: "max", columns: 1 },
    ...(first ? [] : [{ key: "before", columns: 1 } as const]),
    { key: "m", columns: 1 },
  ];
  const adding: readonly Block<Name>[] = [
    { key: "weights", columns: keys.count },
    ...(first ? [] : [{ key: "factor", columns: 1 } as const]),
    { key: "l", columns: 1 },
    { key: "o", columns: sizes.dim },
  ];
  const at = strip(room, queries.count, [scoring, adding], { above: room.tall ? 0 : room.columnWords });
  const sums = sumScale(context.trace, { tensor: "tileSum" });
  const legends = stateLegends(walk, sums, { m: "scores, m", l: "weights, factor, l" });
  const rowLabels = walk.words.slice(queries.start, queries.start + queries.count);
  const colLabels = room.tall ? {} : { colLabels: walk.words.slice(keys.start, keys.start + keys.count) };
  const state = (pass: number) => ({ pass });
  const marks: Readonly<Record<Exclude<Name, "before" | "factor">, Mark>> = {
    scores: grid("scores:tile", block("masked", queries, keys, { head: walk.head }), score, at.scores, { title: "scores", rowLabels, ...colLabels }),
    max: grid("max:tile", upright("tileRowMax", queries, { keyTile: tile }), score, at.max, { title: "max" }),
    m: grid("m:state", upright("tileMax", queries, state(tile + 1)), score, at.m, { title: first || room.tall ? "m" : "m new" }),
    weights: grid("weights:tile", block("tileWeights", queries, keys), sums, at.weights, { title: fitting(at.weights.width, "exp(score − m)", "exp", "P̃"), rowLabels }),
    l: grid("l:state", upright("tileSum", queries, state(tile + 1)), sums, at.l, { title: "l" }),
    o: grid("o:state", outputView(walk, tile + 1), scales.output, at.o, { title: "O" }),
  };
  const past: readonly Mark[] = first
    ? []
    : [
        grid("m:before", upright("tileMax", queries, state(tile)), score, at.before, { title: "m old" }),
        grid("factor:state", upright("rescale", queries, { keyTile: tile }), sums, at.factor, { title: room.tall ? "fact." : "factor" }),
      ];
  const row = walk.row - queries.start;
  const followed = (["m", "l", "o"] as const).map((name) => box(`row:${name}`, rowsIn(at[name], queries.count, row)));
  const own = box("row:scores", rowsIn(at.scores, queries.count, row));
  return [
    display(room.frame, legends, marks.scores, own),
    display(room.frame, legends, marks.scores, own, marks.max, past.slice(0, 1), marks.m),
    display(room.frame, legends, Object.values(marks), past, own, followed),
  ];
}

function outputView({ context: { trace }, queries }: Walk, pass: number) {
  return {
    tensor: "tileOutput",
    fixed: { pass },
    rows: part("query", queries.start, queries.count),
    cols: whole(trace, "tileOutput", "dim"),
  };
}
