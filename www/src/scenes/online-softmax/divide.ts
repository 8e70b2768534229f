/** One division a row at the end, and how far the result is from softmax over whole rows. */
import type { Mark } from "../../marks/display-list";
import type { Beat } from "../scene";
import { box, display, grid } from "../shared/marks";
import { rowsIn } from "../shared/rects";
import { legend } from "../shared/scales";
import { shapeText } from "../shared/sizes";
import { matrix } from "../shared/views";
import { link, quoted, say } from "../shared/words";
import { scientific } from "./scientific";
import { strip, type Block } from "../shared/strip";
import { sumScale, upright, walkOf } from "./walk";

export const divide: Beat = {
  id: "divide",
  title: "One division at the end",
  formula: "divide",
  caption(context) {
    const { row: query, head } = walkOf(context);
    const difference = context.trace.tensor("tiledDifference").limit;
    return say(
      "Each row of O is divided by its l once. ",
      link(`The result for ${quoted(context, query)}`, "tiledOutput", { query }),
      " and all others are ",
      link("what whole rows give", "headOutputs", { head }),
      difference === 0 ? ", to the last bit." : ", but for rounding: the largest difference is ",
      ...(difference === 0 ? [] : [link(scientific(difference), "tiledDifference"), "."]),
    );
  },
  keyframes(context) {
    const walk = walkOf(context);
    const { trace } = context;
    const { room, sizes, scales, words } = walk;
    const last = { pass: walk.keyTiles.length };
    const wide: readonly Block<"o" | "l" | "tiled" | "whole">[] = [
      { key: "o", columns: sizes.dim },
      { key: "l", columns: 1 },
      { key: "tiled", columns: sizes.dim },
      { key: "whole", columns: sizes.dim },
    ];
    const at = strip(room, sizes.n, room.tall ? [wide.slice(0, 2), wide.slice(2)] : [wide]);
    const sums = sumScale(trace, { tensor: "tileSum" });
    const legends = [legend("O", scales.output), legend("l", sums)];
    const narrow = shapeText(sizes.n, sizes.dim);
    const everyQuery = { start: 0, count: sizes.n };
    const o = grid("o:state", matrix(trace, "tileOutput", "query", "dim", last), scales.output, at.o, { title: "O", shape: narrow, rowLabels: words });
    const l = grid("l:state", upright("tileSum", everyQuery, last), sums, at.l, { title: "l" });
    const tiled = (reveal: number): Mark =>
      grid("o:whole", matrix(trace, "tiledOutput", "query", "dim"), scales.output, at.tiled, {
        title: "O ÷ l",
        shape: narrow,
        reveal,
        ...(room.tall ? { rowLabels: words } : {}),
      });
    const whole = grid(`o:head:${walk.head}`, matrix(trace, "headOutputs", "token", "dim", { head: walk.head }), scales.output, at.whole, {
      title: "whole rows",
      shape: narrow,
    });
    const rows = (["o", "l", "tiled", "whole"] as const).map((name) => box(`row:${name}`, rowsIn(at[name], sizes.n, walk.row)));
    return [
      display(room.frame, legends, o, l, tiled(0)),
      display(room.frame, legends, o, l, tiled(1)),
      display(room.frame, legends, o, l, tiled(1), whole, rows),
    ];
  },
};
