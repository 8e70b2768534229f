/** What a trace of the trained model has that one of random weights has not. */
import type { TraceReader } from "../../trace/reader";

/** Whether attention reads a stream that layers before it wrote, with learned weights and biases. */
export function isTrained(trace: TraceReader): boolean {
  return trace.has("stream");
}

/** Whether the token is the sign that stands before every text, which is no word of it. */
export function isStart(trace: TraceReader, row: number): boolean {
  return row === 0 && isTrained(trace);
}

/** Whether the token is a letter of a word that the model does not know. */
export function isLetter(trace: TraceReader, row: number): boolean {
  return trace.has("letter") && trace.tensor("letter").at([trace.tensor("wordIndex").at([row])]) === 1;
}

/** The layer that is shown, from 0: as many stand before it as have left a stream that it comes after. */
export function layerOf(trace: TraceReader): number {
  const places = trace.names.indexOf("stream");
  return trace.names.slice(0, places).filter((name) => /^layer\d+\.next$/u.test(name)).length;
}
