/** The reader's own words in captions and beside rows. */
import type { CaptionLink, CaptionPart, SceneContext } from "../scene";
import type { Target } from "../target";
import { isLetter, isStart } from "./trained";

const LONGEST_IN_CAPTION = 24;
const LONGEST_BESIDE_ROW = 12;

/** Words as row labels, shortened to what a margin holds. A letter of an unknown word stands between dots. */
export function rowWords({ trace }: SceneContext): readonly string[] {
  return trace.tokens.map((token, row) => {
    if (isStart(trace, row)) return "▸ start";
    return isLetter(trace, row) ? `·${token}·` : shorten(token, LONGEST_BESIDE_ROW);
  });
}

/** A word in quotation marks; one that the sentence repeats is counted: `the second “mat”`. */
export function quoted({ trace }: SceneContext, row: number): string {
  const { tokens } = trace;
  const token = tokens[row] ?? "";
  if (isStart(trace, row)) return "the start sign";
  const word = `${isLetter(trace, row) ? "letter " : ""}“${shorten(token, LONGEST_IN_CAPTION)}”`;
  if (tokens.indexOf(token) === tokens.lastIndexOf(token)) return word;
  return `the ${ordinal(tokens.slice(0, row + 1).filter((other) => other === token).length)} ${word}`;
}

function ordinal(place: number): string {
  const spelt = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"][place - 1];
  if (spelt) return spelt;
  const teen = Math.floor(place / 10) % 10 === 1;
  return `${place}${(teen ? undefined : ["th", "st", "nd", "rd"][place % 10]) ?? "th"}`;
}

/** Words that light the tensor they stand for, or the cells of it at those places. */
export function link(text: string, tensor: string, at?: Target["at"]): CaptionLink {
  return { text, target: at ? { tensor, at } : { tensor } };
}

/** The same text, its first letter a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The parts without empty strings, so that a caption can be written with optional pieces. */
export function say(...parts: readonly CaptionPart[]): readonly CaptionPart[] {
  return parts.filter((part) => part !== "");
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1] as string}`;
}

/** Made once: making one takes longer than using it. */
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Counts what a reader sees as letters, so that emoji are not cut in half. */
function shorten(word: string, longest: number): string {
  // Never more letters than code units.
  if (word.length <= longest) return word;
  const letters = [...graphemes.segment(word)].map((part) => part.segment);
  return letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : word;
}
