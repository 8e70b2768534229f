/** The sentence as rows of X: a vector for the word plus a vector for its position. */
import type { Beat, SceneContext } from "../scene";
import { display, grid, operator } from "../shared/marks";
import { middleOf, rightOf, rowsIn, type rect } from "../shared/rects";
import { roomFor } from "../shared/room";
import { diverging, legend } from "../shared/scales";
import { shapeText, sizesOf } from "../shared/sizes";
import { matrix, part, whole } from "../shared/views";
import { link, rowWords, say } from "../shared/words";
import { sumLayout } from "./layout";

type Area = ReturnType<typeof rect>;

export const sentence: Beat = {
  id: "sentence",
  title: "The sentence as rows of X",
  formula: "sentence",
  caption({ trace }) {
    const { n, model } = sizesOf(trace);
    return say(
      "Each ", link("word", "embedding"), ` has a vector of ${model} numbers, and each `, link("position", "position"),
      " has another. ", `Added up they make ${n === 1 ? "the one row" : `the ${n} rows`} of `, link("X", "x"), ".",
    );
  },
  keyframes(context) {
    const { trace } = context;
    const room = roomFor(context);
    const sizes = sizesOf(trace);
    const [words, positions, sum] = sumLayout(room, sizes);
    const scale = diverging(trace, "stream", "x", "embedding", "position");
    const shape = shapeText(sizes.n, sizes.model);
    const legends = [legend("words, positions and X", scale)];

    const wordRows = wordVectors(context, words, scale, shape);
    const positionGrid = grid("position", matrix(trace, "position", "token", "model"), scale, positions, { title: "position", shape });
    const x = grid("x", matrix(trace, "x", "token", "model"), scale, sum, {
      title: "X", shape, ...(room.tall ? { rowLabels: rowWords(context) } : {}),
    });
    const signs = [
      operator("plus", ...between(words, positions, room.tall), "+"),
      operator("equals", ...between(positions, sum, room.tall), "="),
    ] as const;
    return [
      display(room.frame, legends, wordRows),
      display(room.frame, legends, wordRows, signs[0], positionGrid),
      display(room.frame, legends, wordRows, signs, positionGrid, x),
    ];
  },
};

/** One mark a word, each a row of the table of words: the same word shows the same row. */
function wordVectors(context: SceneContext, area: Area, scale: ReturnType<typeof diverging>, shape: string) {
  const { trace } = context;
  const labels = rowWords(context);
  return labels.map((word, token) => grid(
    `word:${token}`,
    {
      tensor: "embedding",
      fixed: {},
      rows: part("word", trace.tensor("wordIndex").at([token])),
      cols: whole(trace, "embedding", "model"),
    },
    scale,
    rowsIn(area, labels.length, token),
    { edge: "stream", rowLabels: [word], ...(token === 0 ? { title: "words", shape } : {}) },
  ));
}

/** The middle of the space between two neighbours. */
function between(first: Area, second: Area, stacked: boolean): [x: number, y: number] {
  const [, y] = middleOf(first);
  // Stacked, the space above a grid holds its title: the sign stands at the far end of that line.
  return stacked ? [rightOf(second) - 8, second.y - 10] : [(rightOf(first) + second.x) / 2, y];
}
