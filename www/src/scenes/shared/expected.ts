/** The words that a trained model expects after a row, likeliest first. */
import type { TraceReader } from "../../trace/reader";

export interface Expected {
  /** As the page writes it: `·a·` for a letter of an unknown word. */
  readonly word: string;
  /** Its place in the vocabulary. */
  readonly place: number;
  readonly probability: number;
}

/** The `count` likeliest next words after token `row`; none where the trace is of random weights. */
export function expected(reader: TraceReader, row: number, count: number): readonly Expected[] {
  if (!reader.has("probabilities")) return [];
  const { data, shape } = reader.tensor("probabilities");
  const words = shape[1] ?? 0;
  return Array.from(data.subarray(row * words, (row + 1) * words))
    .map((probability, place) => ({ word: expectedWord(reader, place), place, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count);
}

/** A word of the vocabulary, as the page writes it. */
export function expectedWord({ trace: { vocabulary = [] } }: TraceReader, place: number): string {
  const word = vocabulary[place] ?? "";
  // Letters are of the built-in language alone, whose first word begins a text.
  const isLetter = word.startsWith("#") && vocabulary[0] === "<begin>";
  return isLetter ? `·${word.slice(1)}·` : word;
}
