/** Runs and choices that push a layout to its edges: one word and 64, one head and 16, shared keys. */
import { loadTrace } from "../../testing/trace";
import type { SceneContext } from "../scene";
import { sheetFor } from "../sheet";

const LONG = Array.from(
  { length: 64 },
  (_, place) => ["water", "and", "internationalization", "🙂", "שלום", "is"][place % 6],
).join(" ");

const RUNS = [
  { text: "the cat sat on the mat because the mat was warm", heads: 4, kvHeads: 4, dModel: 32 },
  { text: "keys open doors", heads: 8, kvHeads: 2, dModel: 64, causal: false, headsOff: [1, 6] },
  { text: "alone", heads: 1, kvHeads: 1, dModel: 8 },
  { text: "two words", heads: 8, kvHeads: 8, dModel: 8, temperature: 2, headsOff: [0] },
  { text: LONG, heads: 16, kvHeads: 1, dModel: 64 },
  { text: LONG, heads: 1, kvHeads: 1, dModel: 64, headsOff: [0] },
] as const;

export interface NamedContext {
  readonly name: string;
  readonly context: SceneContext;
}

/** A laptop's stage, a large screen's, and a phone's. */
const SHEETS = [sheetFor(736, 470), sheetFor(1380, 860), sheetFor(390, 378)];

/** Each run on each sheet, following the first row of the first head and the last of the last. */
export async function contexts(): Promise<readonly NamedContext[]> {
  const found: NamedContext[] = [];
  for (const run of RUNS) {
    const trace = await loadTrace({ ...run, headsOff: "headsOff" in run ? [...run.headsOff] : [] });
    const n = trace.tokens.length;
    const choices = [
      { head: 0, row: 0 },
      { head: run.heads - 1, row: n - 1 },
    ];
    for (const sheet of SHEETS) {
      for (const choice of choices) {
        const name = `${n} tokens, h ${run.heads}, g ${run.kvHeads}, d_model ${run.dModel}, ${sheet.width} x ${sheet.height}, head ${choice.head}, row ${choice.row}`;
        found.push({ name, context: { trace, choice, aspect: sheet.aspect, sheet } });
      }
    }
  }
  return found;
}
