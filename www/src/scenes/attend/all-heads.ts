/** All heads at once, each looking elsewhere. */
import type { Beat, CaptionPart, SceneContext } from "../scene";
import { display } from "../shared/marks";
import { allHeads as everyHead, number } from "../shared/numbers";
import { along, largest } from "../shared/reading";
import { rect } from "../shared/rects";
import { legend } from "../shared/scales";
import { capital, link, quoted, say } from "../shared/words";
import { headOf } from "./head";
import { smallMultiples } from "./small-multiples";

export const allHeads: Beat = {
  id: "all-heads",
  title: "All heads at once",
  formula: "allHeads",
  caption(context) {
    const {
      row,
      sizes: { h },
    } = headOf(context);
    const name = quoted(context, row);
    if (h === 1) return say("One head gives one pattern: ", ...look(context, 0), " in the row of ", name, ".");
    return say(
      `${capital(everyHead(h))} run side by side, each with its own weights. For ${name}, `,
      ...look(context, 0),
      ", and ",
      ...look(context, otherHead(context)),
      ".",
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const { inner, frame, columnWords } = head.room;
    const area = rect(inner.x, inner.y + columnWords, inner.width, inner.height - columnWords);
    return [display(frame, [legend("weights", head.scales.weight)], smallMultiples(head, area, true))];
  },
};

/** `head 1 looks hardest at “sat” (0.61)`. */
function look(context: SceneContext, head: number): readonly CaptionPart[] {
  const { row } = headOf(context);
  const { index: key, value } = largest(along(context.trace, "weights", "key", { head, query: row }));
  const at = key === row ? "itself" : quoted(context, key);
  return [
    link(`head ${head + 1}`, "weights", { head }),
    ` looks hardest at ${at} (`,
    link(number(value), "weights", { head, query: row, key }),
    ")",
  ];
}

/** A head that looks elsewhere than the first, where there is one. */
function otherHead(context: SceneContext): number {
  const {
    row,
    sizes: { h },
  } = headOf(context);
  const keyOf = (head: number): number => largest(along(context.trace, "weights", "key", { head, query: row })).index;
  for (let head = 1; head < h; head++) if (keyOf(head) !== keyOf(0)) return head;
  return h - 1;
}
