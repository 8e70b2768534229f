/** The sentence as rows of X: a vector for the word plus a vector for its position. */
import type { ColorScale, GridMark, Rect } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { display, grid } from "../shared/marks";
import { rowsIn } from "../shared/rects";
import { roomFor, spaced } from "../shared/room";
import { diverging, legend } from "../shared/scales";
import { shapeText, sizesOf } from "../shared/sizes";
import { sumLayout } from "../shared/sum";
import { matrix, part, whole } from "../shared/views";
import { link, rowWords, say } from "../shared/words";

export const sentence: Beat = {
  id: "sentence",
  title: "The sentence as rows of X",
  formula: "sentence",
  caption({ trace }) {
    const { n, model } = sizesOf(trace);
    return say(
      "Each ",
      link("word", "embedding"),
      ` has a vector of ${model} numbers, and each `,
      link("position", "position"),
      " has another. ",
      `Added up they make ${n === 1 ? "the one row" : `the ${n} rows`} of `,
      link("X", "x"),
      ".",
    );
  },
  keyframes(context) {
    const { trace } = context;
    const room = roomFor(context);
    const sizes = sizesOf(trace);
    const {
      terms: [words, positions],
      sum,
      signs,
    } = sumLayout(room, sizes.n, sizes.model);
    const scale = diverging(trace, "stream", "x", "embedding", "position");
    const shape = shapeText(sizes.n, sizes.model);
    const legends = [legend("words, positions and X", scale)];

    const wordRows = wordVectors(context, words, scale, shape);
    const positionGrid = grid("position", matrix(trace, "position", "token", "model"), scale, positions, {
      title: "position",
      shape,
    });
    const x = grid("x", matrix(trace, "x", "token", "model"), scale, sum, {
      title: "X",
      shape,
      ...(room.tall ? { rowLabels: rowWords(context) } : {}),
    });
    return [
      display(room.frame, legends, wordRows),
      display(room.frame, legends, wordRows, signs[0], positionGrid),
      display(room.frame, legends, wordRows, signs, positionGrid, x),
    ];
  },
};

/** One mark a word, each a row of the table of words: the same word shows the same row. */
function wordVectors(context: SceneContext, area: Rect, scale: ColorScale, shape: string): readonly GridMark[] {
  const { trace } = context;
  const labels = spaced(rowWords(context), area.height / trace.tokens.length);
  return labels.map((word, token) =>
    grid(
      `word:${token}`,
      {
        tensor: "embedding",
        fixed: {},
        rows: part("word", trace.tensor("wordIndex").at([token])),
        cols: whole(trace, "embedding", "model"),
      },
      scale,
      rowsIn(area, labels.length, token),
      { ...(word === "" ? {} : { rowLabels: [word] }), ...(token === 0 ? { title: "words", shape } : {}) },
    ),
  );
}
