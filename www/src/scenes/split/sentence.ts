/**
 * The sentence as rows of X: a vector for the word plus a vector for its position. In a trained model
 * these begin a stream, and X is the stream as the shown layer finds it, normalised.
 */
import type { ColorScale, DisplayList, GridMark, Rect } from "../../marks/display-list";
import type { TraceReader } from "../../trace/reader";
import type { Beat, CaptionPart, SceneContext } from "../scene";
import { display, grid } from "../shared/marks";
import { rowsIn } from "../shared/rects";
import { roomFor, spaced } from "../shared/room";
import { diverging, legend } from "../shared/scales";
import { shapeText, sizesOf } from "../shared/sizes";
import { sumLayout } from "../shared/sum";
import { isTrained, layerOf } from "../shared/trained";
import { matrix, part, whole } from "../shared/views";
import { link, rowWords, say } from "../shared/words";

export const sentence: Beat = {
  id: "sentence",
  title: "The sentence as rows of X",
  formula: "sentence",
  trainedFormula: { stream: "normalised", rootMeanSquare: "rootMeanSquareNorm" },
  caption({ trace }) {
    const { n, model } = sizesOf(trace);
    if (isTrained(trace)) return streamCaption(trace);
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
    if (isTrained(trace)) return streamKeyframes(context);
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

function streamCaption(trace: TraceReader): readonly CaptionPart[] {
  const layer = layerOf(trace);
  const written = layer === 0 ? "" : `, and ${layer === 1 ? "one layer has" : `${layer} layers have`} added to it since`;
  return say(
    "Each ",
    link("word", "embedding"),
    " has a learned vector; ",
    `${trace.has("position") ? "with that of its position " : ""}it begins the `,
    link("stream R", "stream"),
    `${written}. Layer ${layer + 1} reads it `,
    link("normalised, X", "x"),
    trace.has("attentionNormMean")
      ? ": each row shifted to mean 0 and divided by its spread, then each column scaled and shifted by learned numbers."
      : ": each row divided by its root mean square, then each column scaled by a learned number.",
  );
}

/** Words, the stream that reaches the layer, and X: each with its own limits, for they differ in size. */
function streamKeyframes(context: SceneContext): readonly DisplayList[] {
  const { trace } = context;
  const room = roomFor(context);
  const { n, model } = sizesOf(trace);
  const {
    terms: [words, middle],
    sum,
    signs: [first, second],
  } = sumLayout(room, n, model);
  const shape = shapeText(n, model);
  const [own, stream, normal] = (["embedding", "stream", "x"] as const).map((name) => diverging(trace, "stream", name)) as [ColorScale, ColorScale, ColorScale];
  const legends = [legend("words", own), legend("R", stream), legend("X", normal)];
  const wordRows = wordVectors(context, words, own, shape);
  const into = [{ ...first, text: "→" }, { ...second, text: "→" }] as const;
  const sides = room.tall ? { rowLabels: rowWords(context) } : {};
  const r = grid("stream", matrix(trace, "stream", "token", "model"), stream, middle, { title: "R", shape, ...sides });
  const x = grid("x", matrix(trace, "x", "token", "model"), normal, sum, { title: "X", shape, ...sides });
  return [
    display(room.frame, legends, wordRows),
    display(room.frame, legends, wordRows, into[0], r),
    display(room.frame, legends, wordRows, into, r, x),
  ];
}

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
