/** The weights mix the rows of V into the head's output. */
import type { Mark } from "../../marks/display-list";
import type { Beat } from "../scene";
import { box, dimmed, display, grid } from "../shared/marks";
import { number } from "../shared/numbers";
import { along, ranked } from "../shared/reading";
import { rowsIn } from "../shared/rects";
import { legend } from "../shared/scales";
import { rowsOf, whole } from "../shared/views";
import { link, quoted, say } from "../shared/words";
import { headOf, weightsId, type Head } from "./head";

export const mixValues: Beat = {
  id: "mix-values",
  title: "The weights mix the values",
  formula: "mixValues",
  caption(context) {
    const { head, row, group } = headOf(context);
    const peaks = ranked(along(context.trace, "weights", "key", { head, query: row })).filter(({ value }) => value > 0);
    const parts = peaks
      .slice(0, 2)
      .flatMap(({ index, value }, place) => [
        place === 0 ? "" : ", plus ",
        link(number(value), "weights", { head, query: row, key: index }),
        " times ",
        link(index === row ? "its own" : `the row of ${quoted(context, index)}`, "vHeads", { kvHead: group, token: index }),
      ]);
    const more = peaks.length > 2 ? ", and so on" : "";
    return say(
      link(`The output for ${quoted(context, row)}`, "headOutputs", { head, token: row }),
      " is a mix of rows of ",
      link("V", "vHeads", { kvHead: group }),
      ": ",
      ...parts,
      `${more}.`,
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const {
      room,
      row,
      sizes,
      scales,
      views,
      layout: { mix },
    } = head;
    const legends = [
      legend("weights", scales.weight),
      legend(`V_{${head.group + 1}}`, scales.value),
      legend("output", scales.output),
    ];
    const rowOfA = rowsIn(mix.a, sizes.n, row);
    const rowOfO = rowsIn(mix.o, sizes.n, row);
    const following: readonly Mark[] = [
      grid("weights:row", rowsOf(views.weights, row), scales.weight, rowOfA, { layer: 1 }),
      box(`row:weights:${head.head}`, rowOfA),
      weightsColumn(head),
    ];
    const [a, v, o] = factors(head, 0);
    const output = [
      grid("o:row", rowsOf(views.o, row), scales.output, rowOfO, { layer: 1 }),
      box("row:o", rowOfO, { hue: "output" }),
    ];
    return [
      display(room.frame, legends, a, v, o),
      display(room.frame, legends, dimmed(a), v, o, following),
      display(room.frame, legends, dimmed(a), v, o, following, output),
      display(
        room.frame,
        legends,
        factors(head, 1),
        box(`row:weights:${head.head}`, rowOfA),
        weightsColumn(head),
        box("row:o", rowOfO, { hue: "output" }),
      ),
    ];
  },
};

/** A, V and the head's output, `reveal` of its rows computed. */
function factors(head: Head, reveal: number): readonly [a: Mark, v: Mark, o: Mark] {
  const {
    room,
    layout: { mix },
    views,
    scales,
    words,
    square,
    narrow,
  } = head;
  return [
    grid(weightsId(head.head), views.weights, scales.weight, mix.a, {
      title: `A_{${head.head + 1}}`,
      shape: square,
      rowLabels: words,
      ...(room.tall ? {} : { colLabels: words }),
    }),
    grid(`v:head:${head.group}`, views.v, scales.value, mix.v, {
      title: `V_{${head.group + 1}}`,
      shape: narrow,
      rowLabels: words,
    }),
    grid(`o:head:${head.head}`, views.o, scales.output, mix.o, { title: `O_{${head.head + 1}}`, shape: narrow, reveal }),
  ];
}

/** The row of weights stood upright beside V, each weight by the row that it multiplies. */
function weightsColumn({ context, head, row, scales, words, layout: { mix } }: Head): Mark {
  const rows = whole(context.trace, "weights", "key");
  return grid("weights:column", { tensor: "weights", fixed: { head, query: row }, rows, cols: null }, scales.weight, mix.column, {
    title: "a",
    rowLabels: words,
  });
}
