/** A real trace for tests, computed by the engine on the thread that runs them. */
import { readFile } from "node:fs/promises";
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
let trained: Promise<Engine> | undefined;

/** The trace of a request; what it leaves out is as in a nine-word sentence on four heads. */
export async function loadTrace(request: Partial<SentenceRequest> = {}): Promise<TraceReader> {
  engine ??= createEngine();
  return new TraceReader(await (await engine).trace({ ...SENTENCE, ...request }));
}

/** The bytes of a file of the model that comes with the site. */
export async function modelFile(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(new URL(`../../public/model/${name}`, import.meta.url)));
}

/** The bytes of a file of a tiny Llama: root-mean-square norms, turned queries and keys, shared keys, no tokenizer. */
export async function llamaFile(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(new URL(`../../../tests/golden/models/llama-2l-8h-2kv/${name}`, import.meta.url)));
}

async function withModel(): Promise<Engine> {
  const loaded = await createEngine();
  const [config, tensors] = await Promise.all([modelFile("config.json"), modelFile("model.safetensors")]);
  await loaded.loadModel({ config, tensors });
  await loaded.loadModel({ config: await llamaFile("config.json"), tensors: await llamaFile("model.safetensors") }, { as: "own" });
  return loaded;
}

/** The trace of numbers of tokens through the tiny Llama, as a model that a reader opened. */
export async function loadLlama(request: Partial<SentenceRequest> = {}): Promise<TraceReader> {
  trained ??= withModel();
  return new TraceReader(await (await trained).trace({ text: "3 10 17 24 3 10 17", ...request, weights: "own" }));
}

/** The trace of a sentence through the trained model. */
export async function loadTrained(request: Partial<SentenceRequest> & { readonly text: string }): Promise<TraceReader> {
  trained ??= withModel();
  return new TraceReader(await (await trained).trace({ ...request, weights: "trained" }));
}
