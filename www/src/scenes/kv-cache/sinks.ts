/** What eviction costs, measured: the model's loss with all rows, with sinks and a window, and with a window alone. */
import type { ColorScale, Mark, Rect } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { display, grid, label } from "../shared/marks";
import { counted, number } from "../shared/numbers";
import { rect, rowsIn } from "../shared/rects";
import { legend } from "../shared/scales";
import { matrix } from "../shared/views";
import { link, say } from "../shared/words";
import { barCell, cellOf, lengthIn } from "../shared/bar-cell";
import { cacheOf, type Cache } from "./cache";
import { eviction, ringOf } from "./eviction";

export const sinks: Beat = {
  id: "sinks",
  title: "What eviction costs",
  formula: "sinks",
  caption(context) {
    const cache = cacheOf(context);
    if (!measured(context)) return say("Random weights predict nothing, so there is no loss that eviction could raise: the trained model has one.");
    const { trace } = cache;
    const { sinks: first, window, size } = ringOf(cache);
    const of = meanOf(cache);
    const mean = (way: number) => link(number(of.at(way)), of.tensor, { eviction: way });
    const texts = trace.fact("lossHeldOutTexts");
    const over = texts > 0 ? `On ${texts} held-out texts the mean loss, in nats a token, is ` : "On this text the mean loss, in nats a token, is ";
    const nothing = trace.fact("lossTokens") === 0 ? " This text is too short for any eviction." : "";
    return say(
      over,
      mean(0),
      ` with every row, `,
      mean(1),
      first === 0 ? ` with the last ${window === 1 ? "row" : `${window} rows`}, and ` : ` with ${counted(first, "sink")} and a window of ${window}, and `,
      mean(2),
      ` with a window of ${size} and no sink.${nothing}`,
    );
  },
  keyframes(context) {
    const cache = cacheOf(context);
    const { room } = cache;
    if (!measured(context)) {
      const none = label("loss:none", room.frame.width - 20, room.inner.y - 10, room.tall ? "no loss" : "random weights: no loss to measure", { size: "small", hue: "muted", align: "end" });
      return eviction.keyframes(context).slice(-1).map((last) => ({ ...last, marks: [...last.marks, none] }));
    }
    const scale = lossScale(cache);
    const places = layout(cache);
    const upTo = (ways: number): readonly Mark[] => Array.from({ length: ways }, (_, way) => wayMarks(cache, places, way, scale)).flat();
    return [1, 2, 3].map((ways) => display(room.frame, [legend("loss of a token, nats", scale)], upTo(ways)));
  },
};

function measured({ trace }: SceneContext): boolean {
  return trace.has("loss");
}

/** The mean loss over held-out texts; over this one where the model is a stranger to them. */
function meanOf({ trace }: Cache): { readonly tensor: string; at(way: number): number } {
  const tensor = trace.fact("lossHeldOutTexts") > 0 ? "lossHeldOut" : "lossMean";
  return { tensor, at: (eviction) => trace.tensor(tensor).at({ eviction }) };
}

function lossScale({ trace }: Cache): ColorScale {
  const limit = trace.tensor("loss").limit;
  return { kind: "sequential", hue: "score", limit: limit > 0 ? limit : 1 };
}

interface Places {
  readonly lines: readonly { readonly cells: Rect; readonly mean: Rect }[];
}

function layout({ room }: Cache): Places {
  const { inner, frame, tall } = room;
  const x = tall ? 14 : 40;
  // Words over the first line's cells, where there is room for them; a name over each.
  const words = tall ? 0 : 54;
  const name = tall ? 16 : 22;
  const area = rect(x, inner.y + words, frame.width - 2 * x, inner.height - words);
  const lines = [0, 1, 2].map((way) => {
    const line = rowsIn(area, 3, way);
    const cells = Math.min(line.height * 0.36, 44);
    const mean = rect(line.x, line.y + name + cells + 6, line.width - (tall ? 140 : 130), Math.min(14, line.height - cells - name - 14));
    return { cells: rect(line.x, line.y + name, line.width, cells), mean };
  });
  return { lines };
}

/** One cache: every token's loss as a cell, the mean as a length. */
function wayMarks(cache: Cache, { lines }: Places, way: number, scale: ColorScale): readonly Mark[] {
  const line = lines[way];
  if (line === undefined) return [];
  const { trace, words, room } = cache;
  const { sinks: first, window, size } = ringOf(cache);
  const names = ["every row kept", first === 0 ? `window of ${window}` : `${counted(first, "sink")} and a window of ${window}`, `window of ${size}, no sink`];
  const all = matrix(trace, "loss", "eviction", "predicted");
  const view = { ...all, fixed: { eviction: way }, rows: null };
  const means = meanOf(cache);
  const mean = means.at(way);
  const most = Math.max(...[0, 1, 2].map((each) => means.at(each)));
  const bar = lengthIn(line.mean, mean, most);
  // Over the words where they are written; on a tall sheet text is larger against its cells.
  const nameRise = room.tall ? 9 : way === 0 ? 56 : 10;
  const colLabels = way === 0 && !room.tall ? { colLabels: words.slice(1) } : {};
  return [
    label(`loss:${way}:name`, line.cells.x, line.cells.y - nameRise, names[way] ?? "", { size: "small" }),
    grid(`loss:${way}`, view, scale, line.cells, colLabels),
    barCell(`loss:${way}:mean`, cellOf(means.tensor, { eviction: way }), mean, "score", bar),
    label(`loss:${way}:number`, bar.x + bar.width + 8, bar.y + bar.height / 2, `${means.tensor === "lossMean" || room.tall ? "mean" : "held-out mean"} ${number(mean)}`, { size: "small" }),
  ];
}
