/** All heads as small multiples; then one head as wide as all of them. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { bars, BARS_TITLE, box, display, grid } from "../shared/marks";
import { count, number } from "../shared/numbers";
import { panels } from "../shared/panels";
import { along, largest } from "../shared/reading";
import { rect, rightOf, rowsIn } from "../shared/rects";
import { fitting } from "../shared/room";
import { legend } from "../shared/scales";
import { matrix } from "../shared/views";
import { link, quoted, say } from "../shared/words";
import type { CaptionPart } from "../scene";
import { headOf, type Head } from "./head";
import { weightsId } from "./softmax";

export const allHeads: Beat = {
  id: "all-heads",
  title: "All heads at once",
  formula: "allHeads",
  caption(context) {
    const { row, sizes: { h } } = headOf(context);
    const name = quoted(context, row);
    if (h === 1) return say("One head gives one pattern: ", ...look(context, 0), " in the row of ", name, ".");
    return say(
      `All ${h} heads run side by side, each with its own weights. For ${name}, `, ...look(context, 0), ", and ", ...look(context, otherHead(context)), ".",
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const { inner, frame, columnWords } = head.room;
    const area = rect(inner.x, inner.y + columnWords, inner.width, inner.height - columnWords);
    return [display(frame, [legend("weights", head.scales.weight)], smallMultiples(head, area, true))];
  },
};

export const wideHead: Beat = {
  id: "wide-head",
  title: "One wide head has one pattern",
  formula: "wideHead",
  caption(context) {
    const { sizes: { h } } = headOf(context);
    const { trace } = context;
    const peaks = along(trace, "peak", "head");
    const parameters = count(trace.fact("parametersAttention"));
    const wide = link(number(trace.tensor("widePeak").at([])), "widePeak");
    if (h === 1) {
      return say("A single head is already as wide as it can be: one pattern, whose largest weight averages ", wide, " over the rows.");
    }
    return say(
      `With the same ${parameters} parameters, `, link("one wide head", "wideWeights"), " makes one pattern for all purposes; ",
      `${h} heads make ${h}. Over the rows, its largest weight averages `, wide, ", theirs from ",
      link(number(Math.min(...peaks)), "peak"), " to ", link(number(Math.max(...peaks)), "peak"), ".",
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const { room, scales } = head;
    const { heads, wide, headPeaks, widePeak } = wideLayout(head);
    const multiples = smallMultiples(head, heads, false);
    const pattern = grid("wide", matrix(context.trace, "wideWeights", "query", "key"), scales.weight, wide, {
      title: "one wide head", shape: head.square, ...(room.tall ? {} : { rowLabels: head.words }),
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

/** One panel a head, the followed row outlined in each. */
function smallMultiples(head: Head, area: Rect, columnNames: boolean): readonly Mark[] {
  const { context, sizes: { n, h }, room, scales, words, layout: { compare } } = head;
  const top = columnNames ? (place: Rect): boolean => place.y === places[0]?.y : (): boolean => false;
  const places = panels(area, h, { x: room.tall ? 10 : 28, y: room.title + 6 }, {
    ratio: Math.min(compare.left.width / compare.left.height, 1.3), stretch: 1.25, largestWidth: compare.left.width, largestHeight: compare.left.height * 1.2,
  });
  const first = Math.min(...places.map(({ x }) => x));
  return places.flatMap((place, other) => [
    grid(weightsId(other), matrix(context.trace, "weights", "query", "key", { head: other }), scales.weight, place, {
      title: fitting(place.width, `head ${other + 1}`, `${other + 1}`),
      ...(place.x === first ? { rowLabels: words } : {}),
      ...(top(place) ? { colLabels: words } : {}),
    }),
    box(`row:weights:${other}`, rowsIn(place, n, head.row), other === head.head ? {} : { hue: "muted" }),
  ]);
}

/** Where the heads, the wide head and the bars of their peaks stand. */
function wideLayout({ room, sizes, layout: { compare } }: Head) {
  const { inner, tall } = room;
  const chart = tall ? 56 : 96;
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
  const { context, sizes: { h }, room } = head;
  const labels = Array.from({ length: h }, (_, other) => String(other + 1));
  return [
    bars("peaks", { tensor: "peak", fixed: {}, rows: null, cols: { axis: "head", start: 0, count: context.trace.tensor("peak").extent("head") } }, headPeaks, {
      hue: "weight", domain: [0, 1], title: room.tall ? "largest weight" : "largest weight of a row, mean over rows", labels,
    }),
    bars("wide-peak", { tensor: "widePeak", fixed: {}, rows: null, cols: null }, widePeak, {
      hue: "weight", domain: [0, 1], title: room.tall ? "wide head" : "one wide head", labels: ["wide"],
    }),
  ];
}

/** `head 1 looks hardest at “sat” (0.61)`. */
function look(context: SceneContext, head: number): readonly CaptionPart[] {
  const { row } = headOf(context);
  const { index: key, value } = largest(along(context.trace, "weights", "key", { head, query: row }));
  const at = key === row ? "itself" : quoted(context, key);
  return [link(`head ${head + 1}`, "weights", { head }), ` looks hardest at ${at} (`, link(number(value), "weights", { head, query: row, key }), ")"];
}

/** A head that looks elsewhere than the first, where there is one. */
function otherHead(context: SceneContext): number {
  const { row, sizes: { h } } = headOf(context);
  const keyOf = (head: number): number => largest(along(context.trace, "weights", "key", { head, query: row })).index;
  for (let head = 1; head < h; head++) if (keyOf(head) !== keyOf(0)) return head;
  return h - 1;
}
