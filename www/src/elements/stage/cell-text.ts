/** A cell in words: short for the eye, whole for a screen reader. */
import { formatNumber } from "../../trace/format";
import { placeLabel } from "../../trace/places";
import type { TraceReader } from "../../trace/reader";
import { symbolText } from "../../trace/symbol";
import type { StageCell } from "./events";

/** Axes whose places are words of the sentence. */
const WORD_AXES: ReadonlySet<string> = new Set(["token", "query", "key"]);

/** `A[head 2, cabinet, the (1)] = 0.61`: the same words as in the derivation. */
export function readoutOf(trace: TraceReader, cell: StageCell): string {
  const { symbol, axes } = trace.tensor(cell.tensor);
  const places = axes.map((axis, number) => placeLabel(trace, axis.name, cell.index[number] ?? 0));
  const index = places.length > 0 ? `[${places.join(", ")}]` : "";
  return `${symbolText(symbol)}${index} = ${formatNumber(valueOf(trace, cell))}`;
}

/** `weights, head 2, query 4 cabinet, key 1 the: 0.61`, counted from 1 as people do. */
export function spokenCell(trace: TraceReader, cell: StageCell): string {
  const places = trace.tensor(cell.tensor).axes.map((axis, number) => {
    const place = cell.index[number] ?? 0;
    const word = WORD_AXES.has(axis.name) ? trace.tokens[place] : undefined;
    return `${axis.name} ${place + 1}${word === undefined ? "" : ` ${word}`}`;
  });
  const value = valueOf(trace, cell);
  return `${[cell.tensor, ...places].join(", ")}: ${value === -Infinity ? "masked" : formatNumber(value)}`;
}

function valueOf(trace: TraceReader, cell: StageCell): number {
  return trace.tensor(cell.tensor).data[cell.offset] ?? NaN;
}
