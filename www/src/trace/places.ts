/** Places along axes in the reader's words: a token by its word, a head by its number. */
import type { TraceReader } from "./reader";

const TOKEN_AXES = new Set(["token", "query", "key"]);

/**
 * The word of a token, with its position when the sentence has the word twice: `keys`, `the (4)`.
 * Positions count from 0, as the positional encoding does.
 */
export function tokenLabel(reader: TraceReader, position: number): string {
  const word = reader.tokens[position] ?? String(position);
  const repeated = reader.tokens.indexOf(word) !== reader.tokens.lastIndexOf(word);
  return repeated ? `${word} (${position})` : word;
}

/** What stands at a place of an axis: a token's word, `head 2` (heads count from 1), else the number. */
export function placeLabel(reader: TraceReader, axis: string, place: number): string {
  if (TOKEN_AXES.has(axis)) return tokenLabel(reader, place);
  if (axis === "head") return `head ${headNumber(place)}`;
  if (axis === "kvHead") return `kv head ${headNumber(place)}`;
  if (axis === "word") return distinctWord(reader, place);
  return String(place);
}

/** Heads are counted from 1 in everything that is read; their places count from 0. */
export function headNumber(place: number): number {
  return place + 1;
}

/** Whether the axis counts heads, so that a symbol such as Q_h can carry the number itself. */
export function isHeadAxis(axis: string): boolean {
  return axis === "head" || axis === "kvHead";
}

/** Whether places along the axis are tokens. */
export function isTokenAxis(axis: string): boolean {
  return TOKEN_AXES.has(axis);
}

function distinctWord(reader: TraceReader, word: number): string {
  const position = reader.has("wordIndex") ? reader.tensor("wordIndex").data.indexOf(word) : -1;
  return reader.tokens[position] ?? String(word);
}
