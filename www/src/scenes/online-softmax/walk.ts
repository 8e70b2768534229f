/** One head's walk over tiles: sizes, scales and the followed row, as every beat of the scene needs them. */
import type { ColorScale, LegendEntry, TensorView } from "../../marks/display-list";
import type { TraceReader } from "../../trace/reader";
import type { Beat, SceneContext } from "../scene";
import { chosenHead, followedRow } from "../shared/choice";
import { roomFor, type Room } from "../shared/room";
import { diverging, legend, unit } from "../shared/scales";
import { groupOf, sizesOf, type Sizes } from "../shared/sizes";
import { part } from "../shared/views";
import { rowWords } from "../shared/words";

/** The row of one head that the scene begins with: it needs no tiles. */
export interface Row {
  readonly context: SceneContext;
  readonly room: Room;
  readonly sizes: Sizes;
  readonly head: number;
  readonly row: number;
  readonly words: readonly string[];
  readonly score: ColorScale;
}

/** A run of tokens: a tile of queries or of keys. */
export interface Span {
  readonly start: number;
  readonly count: number;
}

export interface Walk extends Row {
  /** The key and value head that the head reads. */
  readonly group: number;
  /** B_c keys each, the last with what is left. */
  readonly keyTiles: readonly Span[];
  /** B_r queries each, the last with what is left. */
  readonly queryTiles: readonly Span[];
  /** The tile of queries that holds the followed row. */
  readonly queries: Span;
  /** The tile of keys after the first that changes most for the row: see `turnOf`. */
  readonly turn: number;
  readonly scales: Readonly<Record<"query" | "key" | "value" | "output" | "weight" | "mask", ColorScale>>;
}

export function hasTiles(trace: TraceReader): boolean {
  return trace.has("tileMax");
}

/** The head that was walked over, which is the chosen one as soon as its tiles are there. */
export function rowOf(context: SceneContext): Row {
  const { trace } = context;
  const head = hasTiles(trace) ? trace.fact("tileHead") : chosenHead(context);
  return {
    context,
    room: roomFor(context),
    sizes: sizesOf(trace),
    head,
    row: followedRow(context),
    words: rowWords(context),
    score: scoreScale(trace, head),
  };
}

export function walkOf(context: SceneContext): Walk {
  const { trace } = context;
  const row = rowOf(context);
  const { n } = row.sizes;
  const rows = Math.min(n, trace.fact("tileRows"));
  const queryTiles = spans(n, rows);
  return {
    ...row,
    group: groupOf(row.head, row.sizes),
    keyTiles: spans(n, Math.min(n, trace.fact("tileColumns"))),
    queryTiles,
    queries: queryTiles[Math.floor(row.row / rows)] as Span,
    turn: turnOf(trace, row.row, rows),
    scales: {
      query: diverging(trace, "query", "q", "k", "v"),
      key: diverging(trace, "key", "q", "k", "v"),
      value: diverging(trace, "value", "q", "k", "v"),
      output: diverging(trace, "output", "tileOutput", "headOutputs"),
      weight: unit("weight"),
      mask: unit("mask"),
    },
  };
}

/** What is shown of a beat while the trace has no tiles yet: they are only computed where the scene is in view. */
export function needsTiles(beat: Beat, without: Beat): Beat {
  return {
    ...beat,
    caption: (context) => (hasTiles(context.trace) ? beat : without).caption(context),
    keyframes: (context) => (hasTiles(context.trace) ? beat : without).keyframes(context),
  };
}

/** One number for each query of a span, upright, at one place of the other axis. */
export function upright(tensor: string, queries: Span, at: Readonly<Record<string, number>>): TensorView {
  return { tensor, fixed: at, rows: part("query", queries.start, queries.count), cols: null };
}

/** A block of queries and keys. */
export function block(tensor: string, queries: Span, keys: Span, fixed: Readonly<Record<string, number>> = {}): TensorView {
  return { tensor, fixed, rows: part("query", queries.start, queries.count), cols: part("key", keys.start, keys.count) };
}

/** Scales of m, l and O; on a phone by these letters alone, so that all three have room. */
export function stateLegends({ room, score, scales }: Walk, sums: ColorScale, names: Readonly<Record<"m" | "l", string>>): readonly LegendEntry[] {
  return [legend(room.tall ? "m" : names.m, score), legend(room.tall ? "l" : names.l, sums), legend("O", scales.output)];
}

/** Weights and the sums of weights, on one scale. */
export function sumScale(trace: TraceReader, ...views: readonly Readonly<{ tensor: string; row?: number }>[]): ColorScale {
  const limits = views.map(({ tensor, row }) => {
    const reader = trace.tensor(tensor);
    if (row === undefined) return reader.limit;
    return Math.max(...Array.from({ length: reader.extent("pass") }, (_, pass) => reader.at({ pass, query: row })));
  });
  return { kind: "sequential", hue: "weight", limit: Math.max(1, ...limits) };
}

function spans(n: number, size: number): readonly Span[] {
  return Array.from({ length: Math.ceil(n / size) }, (_, tile) => ({
    start: tile * size,
    count: Math.min(size, n - tile * size),
  }));
}

/**
 * The first tile after the first in which the row's maximum grows; where it never does, the next
 * tile that is computed; 0 where no other is.
 */
function turnOf(trace: TraceReader, query: number, rows: number): number {
  const rescale = trace.tensor("rescale");
  const visited = trace.tensor("tileVisited");
  const queryTile = Math.floor(query / rows);
  const later = Array.from({ length: rescale.extent("keyTile") }, (_, keyTile) => keyTile).slice(1);
  const grows = later.find((keyTile) => rescale.at({ keyTile, query }) < 1);
  return grows ?? later.find((keyTile) => visited.at({ queryTile, keyTile }) === 1) ?? 0;
}

/** Ends at the largest magnitude among the head's scores. */
function scoreScale(trace: TraceReader, head: number): ColorScale {
  const { data, shape } = trace.tensor("masked");
  const size = data.length / (shape[0] ?? 1);
  const finite = data.subarray(head * size, (head + 1) * size).filter(Number.isFinite);
  const limit = finite.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  return { kind: "diverging", hue: "score", limit: limit > 0 ? limit : 1 };
}
