/** The same row in one pass: m and l after each tile of keys, under the keys of the tile. */
import type { ColorScale, Mark, Rect, TensorView } from "../../marks/display-list";
import type { Beat } from "../scene";
import { BARS_TITLE, box, display, grid, label } from "../shared/marks";
import { number } from "../shared/numbers";
import { bottomOf, colsIn, rect } from "../shared/rects";
import { fitting } from "../shared/room";
import { legend, unit } from "../shared/scales";
import { link, quoted, say } from "../shared/words";
import { scoreBars } from "./two-passes";
import { sumScale, walkOf, type Walk } from "./walk";

export const onePass: Beat = {
  id: "one-pass",
  title: "The same row in one pass",
  formula: "onePass",
  caption(context) {
    const { row, keyTiles, turn } = walkOf(context);
    const { trace } = context;
    const at = (pass: number) => ({ pass, query: row });
    const shown = (tensor: string, pass: number) => link(number(trace.tensor(tensor).at(at(pass))), tensor, at(pass));
    const m = shown("tileMax", 1);
    const l = shown("tileSum", 1);
    if (keyTiles.length === 1) return say("One tile holds all keys, so one pass is over at once: m is ", m, " and l is ", l, ".");
    const begin = [`For ${quoted(context, row)}, m is `, m, " and l is ", l, " after the first tile. "];
    const factor = trace.tensor("rescale").at({ keyTile: turn, query: row });
    if (factor === 1) return say(...begin, "No later tile has a larger score, so nothing is rescaled.");
    return say(
      ...begin,
      `In tile ${turn + 1} the maximum moves to `,
      shown("tileMax", turn + 1),
      ", and the past is multiplied by ",
      link(number(factor), "rescale", { keyTile: turn, query: row }),
      ".",
    );
  },
  keyframes(context) {
    const walk = walkOf(context);
    const { room, score, turn, keyTiles } = walk;
    const { chart, lines } = layout(walk);
    const sums = sumScale(context.trace, { tensor: "tileSum", row: walk.row });
    const legends = [legend("scores, m", score), legend("factor", unit("weight")), legend("l", sums)];
    const title = fitting(chart.width, `scores of the row, in tiles of ${keyTiles[0]?.count ?? 1}`, "scores in tiles");
    const scores = scoreBars(walk, chart, title);
    const names = lines.map(({ name, area }) =>
      label(`name:${name}`, area.x - 8, area.y + area.height / 2, name, { align: "end", math: true }),
    );
    const upTo = (tiles: number): readonly Mark[] =>
      keyTiles.slice(0, tiles).flatMap((_, tile) => stateOf(walk, lines, tile, sums));
    const around = (tile: number): Mark => box("tile:row", tileIn(walk, chart, tile), { hue: "muted", dashed: true });
    const last = keyTiles.length;
    return [
      display(room.frame, legends, scores, names, around(0), upTo(1)),
      display(room.frame, legends, scores, names, around(turn), upTo(turn + 1)),
      display(room.frame, legends, scores, names, around(turn), upTo(last), changed(walk, lines)),
    ];
  },
};

interface Line {
  readonly name: "m" | "factor" | "l";
  readonly area: Rect;
}

function layout({ room, sizes: { n } }: Walk): { readonly chart: Rect; readonly lines: readonly Line[] } {
  const { inner, tall } = room;
  const height = tall ? 26 : 40;
  const step = height + (tall ? 8 : 14);
  const width = Math.min(inner.width, n * 90);
  const x = inner.x + (inner.width - width) / 2;
  const under = (tall ? 16 : room.columnWords + 18) + 3 * step;
  const top = inner.y + BARS_TITLE - room.title;
  const chart = rect(x, top, width, bottomOf(inner) - top - under);
  const names = ["m", "factor", "l"] as const;
  const first = bottomOf(inner) - 3 * step;
  return { chart, lines: names.map((name, place) => ({ name, area: rect(x, first + place * step, width, height) })) };
}

/** The part of a row's width over a tile's keys. */
function tileIn({ sizes: { n }, keyTiles }: Walk, area: Rect, tile: number): Rect {
  const keys = keyTiles[tile] ?? { start: 0, count: n };
  return colsIn(area, n, keys.start, keys.count);
}

function stateOf(walk: Walk, lines: readonly Line[], tile: number, sums: ColorScale): readonly Mark[] {
  const { row: query, score } = walk;
  const one = (tensor: string, at: Readonly<Record<string, number>>): TensorView => ({
    tensor,
    fixed: { query, ...at },
    rows: null,
    cols: null,
  });
  const of = {
    m: [one("tileMax", { pass: tile + 1 }), score],
    factor: [one("rescale", { keyTile: tile }), unit("weight")],
    l: [one("tileSum", { pass: tile + 1 }), sums],
  } as const;
  return lines.map(({ name, area }) => grid(`${name}:tile:${tile}`, of[name][0], of[name][1], tileIn(walk, area, tile)));
}

/** The state in which the maximum moved. */
function changed(walk: Walk, lines: readonly Line[]): readonly Mark[] {
  const { context: { trace }, turn, row: query } = walk;
  if (turn === 0 || trace.tensor("rescale").at({ keyTile: turn, query }) === 1) return [];
  return lines.map(({ name, area }) => box(`turn:${name}`, tileIn(walk, area, turn)));
}
