/** The chosen head's matrices: views, scales and names used in every beat of Attend. */
import type { ColorScale, TensorView } from "../../marks/display-list";
import type { TraceReader } from "../../trace/reader";
import type { SceneContext } from "../scene";
import { chosenHead, followedRow } from "../shared/choice";
import { roomFor, type Room } from "../shared/room";
import { diverging, unit } from "../shared/scales";
import { groupOf, shapeText, sizesOf, type Sizes } from "../shared/sizes";
import { matrix } from "../shared/views";
import { rowWords } from "../shared/words";
import { attendLayout, type AttendLayout } from "./layout";

type ViewName = "q" | "kTransposed" | "v" | "o" | "scores" | "scaled" | "masked" | "visible" | "weights";
type ScaleName = "query" | "key" | "value" | "output" | "score" | "scaled" | "weight" | "mask";

export interface Head {
  readonly context: SceneContext;
  readonly room: Room;
  readonly sizes: Sizes;
  readonly layout: AttendLayout;
  readonly head: number;
  /** The key and value head that it uses. */
  readonly group: number;
  readonly row: number;
  readonly words: readonly string[];
  readonly views: Readonly<Record<ViewName, TensorView>>;
  readonly scales: Readonly<Record<ScaleName, ColorScale>>;
  /** `11 × 11`. */
  readonly square: string;
  /** `11 × 8`. */
  readonly narrow: string;
}

export function headOf(context: SceneContext): Head {
  const { trace } = context;
  const room = roomFor(context);
  const sizes = sizesOf(trace);
  const head = chosenHead(context);
  const group = groupOf(head, sizes);
  const perHead = (tensor: string): TensorView => matrix(trace, tensor, "query", "key", { head });
  return {
    context,
    room,
    sizes,
    layout: attendLayout(room, sizes),
    head,
    group,
    row: followedRow(context),
    words: rowWords(context),
    views: {
      q: matrix(trace, "qHeads", "token", "dim", { head }),
      kTransposed: matrix(trace, "kHeads", "dim", "token", { kvHead: group }),
      v: matrix(trace, "vHeads", "token", "dim", { kvHead: group }),
      o: matrix(trace, "headOutputs", "token", "dim", { head }),
      scores: perHead("scores"),
      scaled: perHead("scaled"),
      masked: perHead("masked"),
      visible: matrix(trace, "visible", "query", "key"),
      weights: perHead("weights"),
    },
    scales: {
      query: diverging(trace, "query", "q", "k", "v"),
      key: diverging(trace, "key", "q", "k", "v"),
      value: diverging(trace, "value", "q", "k", "v"),
      output: diverging(trace, "output", "headOutputs"),
      // Before and after the division compare on one scale; later the scores stand alone, on their own.
      score: ownScale(trace, "scores", head),
      scaled: ownScale(trace, "scaled", head),
      weight: unit("weight"),
      mask: unit("mask"),
    },
    square: shapeText(sizes.n, sizes.n),
    narrow: shapeText(sizes.n, sizes.dim),
  };
}

/** Ends at the largest magnitude in the head's own part of a tensor of scores. */
function ownScale(trace: TraceReader, tensor: "scores" | "scaled", head: number): ColorScale {
  const { data, shape } = trace.tensor(tensor);
  const size = data.length / (shape[0] ?? 1);
  const limit = data.subarray(head * size, (head + 1) * size).reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  return { kind: "diverging", hue: "score", limit: limit > 0 ? limit : 1 };
}

/** The identity of a head's matrix of weights through the scene. */
export function weightsId(head: number): string {
  return `weights:head:${head}`;
}
