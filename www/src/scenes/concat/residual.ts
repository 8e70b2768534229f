/** The residual stream receives the output: X + Y. */
import type { Beat } from "../scene";
import { followedRow } from "../shared/choice";
import { box, display, grid } from "../shared/marks";
import { number } from "../shared/numbers";
import { rowsIn } from "../shared/rects";
import { roomFor } from "../shared/room";
import { diverging, inHue, legend } from "../shared/scales";
import { shapeText, sizesOf } from "../shared/sizes";
import { sumLayout } from "../shared/sum";
import { matrix } from "../shared/views";
import { link, quoted, rowWords, say } from "../shared/words";

export const residual: Beat = {
  id: "residual",
  title: "The stream receives it",
  formula: "residual",
  caption(context) {
    const row = followedRow(context);
    const first = { token: row, model: 0 };
    const [before, after] = [context.trace.tensor("x").at(first), context.trace.tensor("residual").at(first)];
    return say(
      "The output is added to what was there: ",
      link("X + Y", "residual"),
      ". Nothing is replaced; the first number of ",
      `${quoted(context, row)} goes from `,
      link(number(before), "x", first),
      " to ",
      link(number(after), "residual", first),
      ".",
    );
  },
  keyframes(context) {
    const { trace } = context;
    const room = roomFor(context);
    const { n, model } = sizesOf(trace);
    const {
      terms: [left, right],
      sum,
      signs,
    } = sumLayout(room, n, model);
    const stream = diverging(trace, "stream", "x", "y", "residual");
    const shape = shapeText(n, model);
    const sides = { shape, rowLabels: rowWords(context) };
    const y = grid("sum", matrix(trace, "y", "token", "model"), inHue(stream, "output"), right, { title: "Y", shape });
    const x = grid("x", matrix(trace, "x", "token", "model"), stream, left, { title: "X", ...sides });
    const total = grid("residual", matrix(trace, "residual", "token", "model"), stream, sum, {
      title: "X + Y",
      shape,
      reveal: 0,
    });
    const row = followedRow(context);
    const list = [legend("X and X + Y", stream), legend("Y", inHue(stream, "output"))];
    const watched = [left, right, sum].map((area, place) => box(`row:${place}`, rowsIn(area, n, row)));
    return [
      display(room.frame, list, y),
      display(room.frame, list, x, signs[0], y),
      display(room.frame, list, x, signs, y, { ...total, reveal: 1 }, watched),
    ];
  },
};
