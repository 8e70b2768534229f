/** Runs and choices that push a layout to its edges: one word and 64, one head and 16, shared keys, tiles of one and of all. */
import { loadLlama, loadTrace, loadTrained } from "../../testing/trace";
import type { TraceReader } from "../../trace/reader";
import type { SceneContext } from "../scene";
import { sheetFor } from "../sheet";

/** As many words as a trace holds. */
export const LONG = Array.from(
  { length: 64 },
  (_, place) => ["water", "and", "internationalization", "🙂", "שלום", "is"][place % 6],
).join(" ");

const RUNS = [
  { text: "the cat sat on the mat because the mat was warm", heads: 4, kvHeads: 4, dModel: 32, tiles: { head: 1, rows: 4, columns: 4, splits: 4 } },
  { text: "keys open doors", heads: 8, kvHeads: 2, dModel: 64, causal: false, headsOff: [1, 6], tiles: { head: 7, rows: 64, columns: 9, splits: 2 } },
  { text: "alone", heads: 1, kvHeads: 1, dModel: 8, tiles: { head: 0, rows: 1, columns: 1, splits: 5 } },
  { text: "two words", heads: 8, kvHeads: 8, dModel: 8, temperature: 2, headsOff: [0], tiles: { head: 5, rows: 2, columns: 1, splits: 2 } },
  { text: LONG, heads: 16, kvHeads: 1, dModel: 64, tiles: { head: 15, rows: 5, columns: 11, splits: 7 } },
  { text: LONG, heads: 1, kvHeads: 1, dModel: 64, headsOff: [0], tiles: { head: 0, rows: 1, columns: 1, splits: 64 } },
] as const;

export interface NamedContext {
  readonly name: string;
  readonly context: SceneContext;
}

/** A laptop's stage, a large screen's, and a phone's. */
const SHEETS = [sheetFor(736, 470), sheetFor(1380, 860), sheetFor(390, 378), sheetFor(390, 250), sheetFor(840, 250), sheetFor(320, 250)];

/** Of the trained model: each layer, letters of an unknown word, a head off, and the longest text. */
const TRAINED_RUNS = [
  { text: "Anna Quill says that the keys near the cabinet are old. Anna", layer: 1, headsOff: [3] },
  { text: "the zebra sleeps", layer: 0 },
  { text: LONG, layer: 2 },
] as const;

/** Each run on each sheet, following the first row of the first head and the last of the last. */
export async function contexts(): Promise<readonly NamedContext[]> {
  const traces = RUNS.map((run) => loadTrace({ ...run, headsOff: "headsOff" in run ? [...run.headsOff] : [] }));
  return (await Promise.all(traces)).flatMap((trace) => onSheets(trace, "random"));
}

/** The same of the trained model. */
export async function trainedContexts(): Promise<readonly NamedContext[]> {
  const traces = TRAINED_RUNS.map((run) => loadTrained({ ...run, headsOff: "headsOff" in run ? [...run.headsOff] : [] }));
  const shown = (await Promise.all(traces)).flatMap((trace, run) => onSheets(trace, `trained, layer ${TRAINED_RUNS[run]?.layer ?? 0}`));
  return [...shown, ...onSheets(await loadLlama({ layer: 1, headsOff: [2] }), "Llama, layer 1")];
}

/** A trace on each sheet, following the first row of the first head and the last of the last. */
export function onSheets(trace: TraceReader, weights: string): readonly NamedContext[] {
  const n = trace.tokens.length;
  const heads = trace.fact("heads");
  const choices = [
    { head: 0, row: 0 },
    { head: heads - 1, row: n - 1 },
  ];
  return SHEETS.flatMap((sheet) => choices.map((choice) => ({
    name: `${weights}, ${n} tokens, h ${heads}, g ${trace.fact("kvHeads")}, d_model ${trace.fact("dModel")}, `
      + `${sheet.width} x ${sheet.height}, head ${choice.head}, row ${choice.row}`,
    context: { trace, choice, aspect: sheet.aspect, sheet },
  })));
}
