/** W_O with a block of rows for each head. */
import type { Beat } from "../scene";
import { chosenHead } from "../shared/choice";
import { display } from "../shared/marks";
import { roomFor } from "../shared/room";
import { legend } from "../shared/scales";
import { shapeText, sizesOf } from "../shared/sizes";
import { link, say } from "../shared/words";
import type { Span } from "../target";
import { leftFactor, rightFactor } from "./factors";
import { headLegend, scalesOf } from "./heads";

export const outputWeights: Beat = {
  id: "output-weights",
  title: "W_O has a block for each head",
  formula: "outputWeights",
  caption(context) {
    const { h, dim, wide, model } = sizesOf(context.trace);
    const head = chosenHead(context);
    if (h === 1)
      return say(
        "The last matrix, ",
        link("W_O", "wo"),
        ` of ${shapeText(wide, model)}, turns the rows of `,
        link("Z", "concat"),
        " into rows of the output.",
      );
    const own: Span = [head * dim, (head + 1) * dim];
    return say(
      "The last matrix, ",
      link("W_O", "wo"),
      `, has ${dim} rows for each head: `,
      link(`block ${head + 1}`, "wo", { wide: own }),
      " multiplies the columns of ",
      link(`head ${head + 1}`, "concat", { wide: own }),
      " and no others.",
    );
  },
  keyframes(context) {
    const room = roomFor(context);
    const { h } = sizesOf(context.trace);
    const list = [headLegend(context.trace, "Z"), legend("W_O", scalesOf(context.trace).weights)];
    const head = chosenHead(context);
    const mine = (other: number): boolean => h === 1 || other === head;
    return [
      display(room.frame, list, leftFactor(context)),
      display(room.frame, list, leftFactor(context), rightFactor(context)),
      display(room.frame, list, leftFactor(context, mine), rightFactor(context, mine)),
    ];
  },
};
