/** One head as wide as all of them, with the same parameters: one pattern. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat } from "../scene";
import { bars, BARS_TITLE, box, display, grid } from "../shared/marks";
import { count, number } from "../shared/numbers";
import { along } from "../shared/reading";
import { rect, rightOf, rowsIn } from "../shared/rects";
import { legend } from "../shared/scales";
import { matrix, whole } from "../shared/views";
import { link, say } from "../shared/words";
import { headOf, type Head } from "./head";
import { smallMultiples } from "./small-multiples";

export const wideHead: Beat = {
  id: "wide-head",
  title: "One wide head has one pattern",
  formula: "wideHead",
  caption(context) {
    const {
      sizes: { h },
    } = headOf(context);
    const { trace } = context;
    const peaks = along(trace, "peak", "head");
    const parameters = count(trace.fact("parametersAttention"));
    const wide = link(number(trace.tensor("widePeak").at([])), "widePeak");
    if (h === 1) {
      return say(
        "A single head is already as wide as it can be: one pattern, whose largest weight averages ",
        wide,
        " over the rows.",
      );
    }
    return say(
      `With the same ${parameters} parameters, `,
      link("one wide head", "wideWeights"),
      " makes one pattern for all purposes; ",
      `${h} heads make ${h}. Over the rows, its largest weight averages `,
      wide,
      ", theirs from ",
      link(number(Math.min(...peaks)), "peak"),
      " to ",
      link(number(Math.max(...peaks)), "peak"),
      ".",
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const { room, scales } = head;
    const { heads, wide, headPeaks, widePeak } = wideLayout(head);
    const multiples = smallMultiples(head, heads);
    const pattern = grid("wide", matrix(context.trace, "wideWeights", "query", "key"), scales.weight, wide, {
      title: "one wide head",
      shape: head.square,
      ...(room.tall ? {} : { rowLabels: head.words }),
    });
    const watched = box("row:wide", rowsIn(wide, head.sizes.n, head.row));
    const legends = [legend("weights", scales.weight)];
    return [
      display(room.frame, legends, multiples),
      display(room.frame, legends, multiples, pattern, watched),
      display(room.frame, legends, multiples, pattern, watched, peakBars(head, headPeaks, widePeak)),
    ];
  },
};

/** Where the heads, the wide head and the bars of their peaks stand. */
function wideLayout({ room, sizes, layout: { compare } }: Head) {
  const { inner, tall } = room;
  const chart = tall ? Math.min(56, inner.height / 6) : 96;
  const upper = inner.height - chart - BARS_TITLE - 24;
  const split = tall ? 0.56 : 0.58;
  const between = tall ? 16 : room.words + 40;
  const heads = rect(inner.x, inner.y, inner.width * split - between / 2, upper);
  const right = rightOf(heads) + between;
  const width = Math.min(rightOf(inner) - right, compare.left.width);
  const height = Math.min(width * (compare.left.height / compare.left.width), upper);
  const y = inner.y + upper + BARS_TITLE + 8;
  const bar = Math.min(heads.width / sizes.h, tall ? 48 : 110);
  return {
    heads,
    wide: rect(right, inner.y + (upper - height) / 2, width, height),
    headPeaks: rect(heads.x, y, bar * sizes.h, chart),
    widePeak: rect(right, y, bar, chart),
  };
}

/** The mean over rows of the largest weight, for each head and for the wide one. */
function peakBars(head: Head, headPeaks: Rect, widePeak: Rect): readonly Mark[] {
  const {
    context,
    sizes: { h },
    room,
  } = head;
  const labels = Array.from({ length: h }, (_, other) => String(other + 1));
  return [
    bars("peaks", { tensor: "peak", fixed: {}, rows: null, cols: whole(context.trace, "peak", "head") }, headPeaks, {
      hue: "weight",
      domain: [0, 1],
      title: room.tall ? "largest weight" : "largest weight of a row, mean over rows",
      labels,
    }),
    bars("wide-peak", { tensor: "widePeak", fixed: {}, rows: null, cols: null }, widePeak, {
      hue: "weight",
      domain: [0, 1],
      title: room.tall ? "wide head" : "one wide head",
    }),
  ];
}
