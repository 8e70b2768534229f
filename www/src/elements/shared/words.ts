/** What a trace's tokens are to a reader: the sign that begins a text, words, and letters of unknown words. */
import type { TraceReader } from "../../trace/reader";
import type { Notice } from "./reading";

/** How many tokens stand before the text, as the sign that begins every text of the trained model. */
export function signsBefore(reader: TraceReader): number {
  return reader.has("stream") ? reader.fact("tokensBefore") : 0;
}

/** Runs of letters: the words that the trained model does not know. Neighbours run together. */
export function unknownWords(reader: TraceReader): readonly string[] {
  if (!reader.has("letter")) return [];
  const [letter, word] = [reader.tensor("letter"), reader.tensor("wordIndex")];
  const runs: string[] = [];
  let before = false;
  reader.tokens.forEach((token, place) => {
    const spelt = letter.at([word.at([place])]) === 1;
    if (spelt && before) runs.push(`${runs.pop() ?? ""}${token}`);
    else if (spelt) runs.push(token);
    before = spelt;
  });
  return [...new Set(runs)];
}

/** What became of the reader's text that may not be what was meant: words that are spelt, and an end that is left out. */
export function aboutText(reader: TraceReader): readonly Notice[] {
  const unknown = listed(unknownWords(reader));
  const known = reader.trace.vocabulary?.length ?? 0;
  const dropped = reader.fact("tokensDropped");
  return [
    unknown === "" ? null : `${unknown}: not among the ${known} words that the model knows, so it reads letter by letter (·a·).`,
    dropped === 0 ? null : `The text is too long: its last ${dropped === 1 ? "token is" : `${dropped} tokens are`} left out.`,
  ].filter((message) => message !== null).map((message) => ({ setting: "text", message }));
}

/** The most words that are named, and letters of each: runs of them can be as long as a text. */
const MOST_NAMED = 4;
const MOST_LETTERS = 24;

/** Words as a sentence names them: a few of many, the beginning of long ones. */
export function listed(words: readonly string[]): string {
  const named = words.slice(0, MOST_NAMED).map((word) => {
    const letters = [...word];
    return `“${letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS).join("")}…` : word}”`;
  });
  const more = words.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}
