/** Every row of masked scores becomes a row of weights. */
import type { Beat } from "../scene";
import { arrow, box, dimmed, display, grid, label } from "../shared/marks";
import { number } from "../shared/numbers";
import { along, ranked } from "../shared/reading";
import { middleOf, rightOf, rowsIn } from "../shared/rects";
import { legend } from "../shared/scales";
import { capital, link, quoted, say } from "../shared/words";
import { headOf, weightsId } from "./head";

export const weights: Beat = {
  id: "weights",
  title: "Every row becomes weights",
  formula: "weights",
  caption(context) {
    const { head, row } = headOf(context);
    const [first, second] = ranked(along(context.trace, "weights", "key", { head, query: row }));
    const shown = (peak: { index: number; value: number }) =>
      link(number(peak.value), "weights", { head, query: row, key: peak.index });
    const at = (key: number): string => (key === row ? "itself" : quoted(context, key));
    if (!first || !second || second.value <= 0) {
      return say(
        `In each row the weights add up to 1. ${capital(quoted(context, row))} can only look at ${at(first?.index ?? row)}.`,
      );
    }
    return say(
      "Every row of ",
      link("A", "weights", { head }),
      ` adds up to 1. The row of ${quoted(context, row)} looks hardest at `,
      `${at(first.index)} (`,
      shown(first),
      `) and at ${at(second.index)} (`,
      shown(second),
      ").",
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const {
      room,
      row,
      sizes,
      scales,
      layout: { pair },
    } = head;
    const legends = [legend("divided scores", scales.scaled), legend("weights", scales.weight)];
    const masked = grid("masked", head.views.masked, scales.scaled, pair.left, {
      title: room.tall ? "masked" : "masked scores",
      ...(room.tall ? {} : { shape: head.square }),
      rowLabels: head.words,
      colLabels: head.words,
    });
    const weightsAt = (reveal: number) =>
      grid(weightsId(head.head), head.views.weights, scales.weight, pair.right, {
        title: `A_{${head.head + 1}}`,
        shape: head.square,
        colLabels: head.words,
        reveal,
      });
    const sign = arrow("softmax", [rightOf(pair.left) + 10, middleOf(pair.left)[1]], [pair.right.x - 10, middleOf(pair.left)[1]]);
    const name = room.tall
      ? []
      : [
          label("softmax:name", (rightOf(pair.left) + pair.right.x) / 2, middleOf(pair.left)[1] - 14, "softmax", {
            align: "middle",
            hue: "muted",
          }),
        ];
    return [
      display(room.frame, legends, masked, weightsAt(0), sign, name),
      display(
        room.frame,
        legends,
        dimmed(masked),
        weightsAt(1),
        sign,
        name,
        box(`row:weights:${head.head}`, rowsIn(pair.right, sizes.n, row)),
      ),
    ];
  },
};
