/** What must hold for every caption: sentences, places that exist, and numbers that were computed. */
import { tensorsIn, type DisplayList } from "../../marks/display-list";
import { lightsAmong } from "../../trace/nearest";
import type { TraceReader } from "../../trace/reader";
import { scientific } from "../online-softmax/scientific";
import type { CaptionPart } from "../scene";
import { expected } from "../shared/expected";
import { cellsOf } from "../target";
import { count, large, number, percent, small } from "../shared/numbers";

export function captionProblems(parts: readonly CaptionPart[], trace: TraceReader): readonly string[] {
  const text = parts.map((part) => (typeof part === "string" ? part : part.text)).join("");
  return [
    ...(/^.+[.]$/u.test(text) ? [] : [`not a sentence: ${text}`]),
    ...(/[!]|undefined|NaN| {2}| [.,;:)]/u.test(text) ? [`badly set: ${text}`] : []),
    // What is quoted are the reader's words, set as they are: a symbol there would keep its underscore.
    ...(/“[^”]*\b[A-Za-z]_\w[^”]*”/u.test(text) ? [`a symbol in quotation marks: ${text}`] : []),
    ...deadLinks(parts, trace),
    ...strayNumbers(text, trace),
  ];
}

function deadLinks(parts: readonly CaptionPart[], trace: TraceReader): readonly string[] {
  return parts.flatMap((part) => {
    if (typeof part === "string") return [];
    const { tensor, at = {} } = part.target;
    if (part.text === "") return [`an empty link to ${tensor}`];
    if (!trace.has(tensor)) return [`a link to the missing tensor ${tensor}`];
    const axes = new Map(trace.tensor(tensor).axes.map(({ name, extent }) => [name, extent]));
    return Object.entries(at).flatMap(([axis, place]) => {
      const [first, end] = typeof place === "number" ? [place, place + 1] : place;
      return first >= 0 && end > first && end <= (axes.get(axis) ?? 0)
        ? []
        : [`${part.text} points at ${tensor}[${axis} = ${String(place)}], which does not exist`];
    });
  });
}

/** Links whose words light nothing in the picture: neither their cells are in it, nor what these come from. */
export function unlitLinks(parts: readonly CaptionPart[], trace: TraceReader, picture: DisplayList): readonly string[] {
  const shown = tensorsIn(picture);
  return parts.flatMap((part) => {
    if (typeof part === "string" || lightsAmong(trace, cellsOf(trace, part.target), shown)) return [];
    return [`“${part.text}” lights nothing: ${part.target.tensor} is not in the picture`];
  });
}

const computed = new WeakMap<TraceReader, ReadonlySet<string>>();

/** Numbers with decimals must be those of cells or facts; whole ones may also count or multiply sizes. */
function strayNumbers(text: string, trace: TraceReader): readonly string[] {
  let known = computed.get(trace);
  if (!known) computed.set(trace, (known = numbersOf(trace)));
  const unquoted = powersOfTen(trace).reduce((left, known) => left.replaceAll(known, ""), text.replace(/“[^”]*”/gu, "“”"));
  const written = unquoted.match(/−?\d[\d\u202f]*(?:\.\d+)?/gu) ?? [];
  return written.filter((each) => !known.has(each)).map((each) => `${each} is nowhere in the trace: ${text}`);
}

/** Numbers of a walk over tiles that are too small for decimals. */
function powersOfTen(trace: TraceReader): readonly string[] {
  if (!trace.has("tiledDifference")) return [];
  return [trace.tensor("tiledDifference").limit, ...trace.tensor("safeFactor").data].filter((value) => value > 0).map(scientific);
}

/** Bytes of one token and of the prompt's, counts too large for all their digits, and shares as percents. */
function ofCache(trace: TraceReader): readonly string[] {
  const row = trace.fact("cacheBytesAll") / trace.tokens.length;
  const spent = ["spentCached", "spentUncached"].map((name) => large(trace.fact(name), trace.fact("spentUncached")).replace(" million", ""));
  const prompt = trace.fact("prompt");
  const shares = expected(trace, prompt - 1, Number.POSITIVE_INFINITY).map(({ probability }) => percent(probability).replace(/[ %<]/gu, ""));
  const errors = [trace.fact("keyErrorLargest"), trace.tensor("int8Difference").limit].map(small);
  const layer = number((row * trace.tokens.length) / trace.fact("layers"));
  return [number(row), number(row * prompt), layer, ...spent, ...shares, ...errors];
}

function numbersOf(trace: TraceReader): ReadonlySet<string> {
  const known = new Set<string>();
  for (const name of trace.names) for (const cell of trace.tensor(name).data) known.add(number(cell));
  for (const { value } of trace.trace.facts) known.add(number(value));
  const largest = trace.tensor("wq").extent("wide");
  for (let whole = 0; whole <= Math.max(largest, trace.tokens.length); whole++) known.add(String(whole));
  known.add(count(trace.tensor("wk").data.length));
  known.add(number(Math.sqrt(trace.fact("headDim"))));
  known.add(number(trace.tensor("removed").limit));
  if (trace.has("cacheKeys")) for (const written of ofCache(trace)) known.add(written);
  return known;
}
