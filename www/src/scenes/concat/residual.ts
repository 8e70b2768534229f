/** The residual stream receives the output: X + Y, or R + Y where X is the stream normalised. */
import type { TraceReader } from "../../trace/reader";
import type { Beat, CaptionPart, SceneContext } from "../scene";
import { followedRow } from "../shared/choice";
import { box, display, grid } from "../shared/marks";
import { number } from "../shared/numbers";
import { along, largest } from "../shared/reading";
import { rowsIn } from "../shared/rects";
import { roomFor } from "../shared/room";
import { diverging, inHue, legend } from "../shared/scales";
import { shapeText, sizesOf } from "../shared/sizes";
import { sumLayout } from "../shared/sum";
import { isTrained } from "../shared/trained";
import { matrix } from "../shared/views";
import { link, quoted, rowWords, say } from "../shared/words";

export const residual: Beat = {
  id: "residual",
  title: "The stream receives it",
  formula: "residual",
  trainedFormula: { stream: "residualStream" },
  caption(context) {
    const row = followedRow(context);
    const first = { token: row, model: 0 };
    const { name, letter } = receiver(context.trace);
    const [before, after] = [context.trace.tensor(name).at(first), context.trace.tensor("residual").at(first)];
    return say(
      `The output is added to ${letter === "R" ? "the stream as it was" : "what was there"}: `,
      link(`${letter} + Y`, "residual"),
      ". Nothing is replaced; the first number of ",
      `${quoted(context, row)} goes from `,
      link(number(before), name, first),
      " to ",
      link(number(after), "residual", first),
      ".",
      ...nextWord(context, row),
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
    const { name, letter } = receiver(trace);
    const stream = diverging(trace, "stream", name, "y", "residual");
    const shape = shapeText(n, model);
    const sides = { shape, rowLabels: rowWords(context) };
    const y = grid("sum", matrix(trace, "y", "token", "model"), inHue(stream, "output"), right, { title: "Y", shape });
    const before = grid(name, matrix(trace, name, "token", "model"), stream, left, { title: letter, ...sides });
    const total = grid("residual", matrix(trace, "residual", "token", "model"), stream, sum, {
      title: `${letter} + Y`,
      shape,
      reveal: 0,
    });
    const row = followedRow(context);
    const list = [legend(`${letter} and ${letter} + Y`, stream), legend("Y", inHue(stream, "output"))];
    const watched = [left, right, sum].map((area, place) => box(`row:${place}`, rowsIn(area, n, row)));
    return [
      display(room.frame, list, y),
      display(room.frame, list, before, signs[0], y),
      display(room.frame, list, before, signs, y, { ...total, reveal: 1 }, watched),
    ];
  },
};

/** What the output is added to. */
function receiver(trace: TraceReader): { readonly name: "stream" | "x"; readonly letter: "R" | "X" } {
  return isTrained(trace) ? { name: "stream", letter: "R" } : { name: "x", letter: "X" };
}

/** What a trained model makes of it in the end: the word that it finds likeliest after the followed row. */
function nextWord({ trace }: SceneContext, row: number): readonly CaptionPart[] {
  if (!trace.has("probabilities")) return [];
  const { index: vocabulary, value } = largest(along(trace, "probabilities", "vocabulary", { token: row }));
  const word = trace.trace.vocabulary?.[vocabulary] ?? "";
  return [
    ` After all layers the model finds “${word}” likeliest to come next (${number(value)}).`,
  ];
}
