/** What a trace of the trained model has that one of random weights has not. */
import type { TraceReader } from "../../trace/reader";
import type { Beat } from "../scene";

/** Whether attention reads a stream that layers before it wrote, with learned weights and biases. */
export function isTrained(trace: TraceReader): boolean {
  return trace.has("stream");
}

/** Whether the token stands before the text, as the sign that begins every text of the trained model. */
export function isStart(trace: TraceReader, row: number): boolean {
  return isTrained(trace) && row < trace.fact("tokensBefore");
}

/** Whether the maps of attention have biases, as GPT-2's. */
export function hasBias(trace: TraceReader): boolean {
  return trace.has("bq");
}

/** Whether queries and keys are turned by their places, as Llama's. */
export function isTurned(trace: TraceReader): boolean {
  return trace.has("qProjected");
}

/** Whether the token is a letter of a word that the model does not know. */
export function isLetter(trace: TraceReader, row: number): boolean {
  return trace.has("letter") && trace.tensor("letter").at([trace.tensor("wordIndex").at([row])]) === 1;
}

/** The key of the beat's formula for this trace; null where none says what it shows. */
export function formulaKeyOf({ formula, trainedFormula = {} }: Pick<Beat, "formula" | "trainedFormula">, trace: TraceReader): string | null {
  if (!isTrained(trace)) return formula;
  const { stream, biased, rootMeanSquare, turned } = trainedFormula;
  // A formula of turned queries leaves biases out.
  if (turned !== undefined && isTurned(trace)) return hasBias(trace) ? null : turned;
  if (rootMeanSquare !== undefined && trace.has("attentionNormRootMeanSquare")) return rootMeanSquare;
  return (hasBias(trace) ? biased : undefined) ?? stream ?? formula;
}

/** The layer that is shown, from 0: as many stand before it as have left a stream that it comes after. */
export function layerOf(trace: TraceReader): number {
  const places = trace.names.indexOf("stream");
  return trace.names.slice(0, places).filter((name) => /^layer\d+\.next$/u.test(name)).length;
}
