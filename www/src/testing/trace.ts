/** A real trace for tests, computed by the engine on the thread that runs them. */
import { createEngine, type Engine, type SentenceRequest } from "../engine";
import { TraceReader } from "../trace/reader";

/** A sentence with a word that comes twice, two queries to a key head, and a mask. */
const SENTENCE: SentenceRequest = {
  text: "The keys to the cabinet are on the table",
  heads: 4,
  kvHeads: 2,
  dModel: 16,
  causal: true,
  temperature: 1,
  seed: 7,
  headsOff: [],
};

let engine: Promise<Engine> | undefined;

/** The trace of a request; what it leaves out is as in a nine-word sentence on four heads. */
export async function loadTrace(request: Partial<SentenceRequest> = {}): Promise<TraceReader> {
  engine ??= createEngine();
  return new TraceReader(await (await engine).trace({ ...SENTENCE, ...request }));
}
