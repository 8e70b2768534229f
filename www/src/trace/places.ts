/**
 * Places along axes in the reader's words: a token by its word, a head or a column by its number.
 * Whatever is read counts from 1; offsets and rules count from 0.
 */
import type { TraceReader } from "./reader";

const TOKEN_AXES = new Set(["token", "query", "key"]);

/** The word of a token, with its position when the sentence has the word twice: `keys`, `the (4)`. */
export function tokenLabel(reader: TraceReader, position: number): string {
  const word = reader.tokens[position] ?? "";
  // What stands before a text is no word of it.
  if (position < before(reader)) return "▸ start";
  const repeated = reader.tokens.indexOf(word) !== reader.tokens.lastIndexOf(word);
  return repeated ? positionedToken(reader, position) : word;
}

/** A token with its position among the words, always: `cabinet (5)`. */
export function positionedToken(reader: TraceReader, position: number): string {
  return `${reader.tokens[position] ?? ""} (${position + 1 - before(reader)})`;
}

/** Tokens that stand before the words. */
function before(reader: TraceReader): number {
  return reader.has("stream") ? reader.fact("tokensBefore") : 0;
}

/** What stands at a place of an axis: a token's word, `head 2`, else the number. */
export function placeLabel(reader: TraceReader, axis: string, place: number): string {
  if (TOKEN_AXES.has(axis)) return tokenLabel(reader, place);
  if (axis === "head") return `head ${headNumber(place)}`;
  if (axis === "kvHead") return `kv head ${headNumber(place)}`;
  if (axis === "word") return distinctWord(reader, place);
  if (axis === "vocabulary") return reader.trace.vocabulary?.[place] ?? String(place + 1);
  return String(place + 1);
}

/** The number of a head in everything that is read. */
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
  return reader.tokens[position] ?? String(word + 1);
}
