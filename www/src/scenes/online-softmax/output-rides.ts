/** O rides along: what multiplies l multiplies the row's sum of values too. */
import type { Beat } from "../scene";
import { box, display, grid } from "../shared/marks";
import { number } from "../shared/numbers";
import { rowsIn } from "../shared/rects";
import { part, whole } from "../shared/views";
import { link, quoted, say } from "../shared/words";
import { strip } from "../shared/strip";
import { stateLegends, sumScale, walkOf, type Walk } from "./walk";

export const outputRides: Beat = {
  id: "output-rides",
  title: "O rides along",
  formula: "outputRides",
  caption(context) {
    const { row: query, keyTiles } = walkOf(context);
    const at = { pass: keyTiles.length, query };
    return say(
      link(`O for ${quoted(context, query)}`, "tileOutput", at),
      " adds up values as l adds up weights, and is multiplied by the same factor. After the last tile it is still to be divided by l, ",
      link(number(context.trace.tensor("tileSum").at(at)), "tileSum", at),
      ".",
    );
  },
  keyframes(context) {
    const walk = walkOf(context);
    const { room, turn, keyTiles, sizes } = walk;
    const tiles = keyTiles.length;
    const at = strip(room, tiles, [
      [
        { key: "m", columns: 1 },
        { key: "factor", columns: 1 },
        { key: "l", columns: 1 },
        { key: "o", columns: sizes.dim },
      ],
    ]);
    const sums = sumScale(context.trace, { tensor: "tileSum", row: walk.row });
    const legends = stateLegends(walk, sums, { m: "m", l: "factor, l" });
    const after = (done: number) => {
      const views = viewsOf(walk);
      const reveal = done / tiles;
      return [
        grid("m:states", views.m, walk.score, at.m, { title: "m", rowLabels: keyTiles.map((_, tile) => `tile ${tile + 1}`), reveal }),
        grid("factor:states", views.factor, sums, at.factor, { title: room.tall ? "fact." : "factor", reveal }),
        grid("l:states", views.l, sums, at.l, { title: "l", reveal }),
        grid("o:states", views.o, walk.scales.output, at.o, { title: room.tall ? "O" : "O after each tile", reveal }),
      ];
    };
    return [
      display(room.frame, legends, after(1)),
      display(room.frame, legends, after(turn + 1)),
      display(room.frame, legends, after(tiles), box("turn:o", rowsIn(at.o, tiles, turn), { hue: "output" }), box("turn:factor", rowsIn(at.factor, tiles, turn))),
    ];
  },
};

function viewsOf({ context: { trace }, row: query, keyTiles }: Walk) {
  const passes = part("pass", 1, keyTiles.length);
  const fixed = { query };
  return {
    m: { tensor: "tileMax", fixed, rows: passes, cols: null },
    factor: { tensor: "rescale", fixed, rows: whole(trace, "rescale", "keyTile"), cols: null },
    l: { tensor: "tileSum", fixed, rows: passes, cols: null },
    o: { tensor: "tileOutput", fixed, rows: passes, cols: whole(trace, "tileOutput", "dim") },
  } as const;
}
