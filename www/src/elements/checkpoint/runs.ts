/** What a task asks of the engine besides the trace of its scene. */
import type { Engine, ExamReport, ModelFiles } from "../../engine";
import { scenes } from "../../scenes";
import { TraceReader } from "../../trace/reader";
import { requestOf } from "../shared/computation";
import { extrasOf } from "../shared/extras";
import type { Field } from "../shared/fields";
import { fields, settingNames, type SettingName, type Settings } from "../shared/settings";
import { evaluate } from "./expression/evaluate";
import { scopeOf } from "./expression/scope";
import { number, truth } from "./expression/value";
import type { Evidence } from "./judge";
import type { Search } from "./question";

/** The settings with one of them read from text, as an attribute has it. */
export function withAttribute(settings: Settings, attribute: string, text: string): Settings {
  const name = nameOf(attribute);
  const field = fields[name] as Field<unknown>;
  return { ...settings, [name]: field.read(text, attribute, field.initial).value };
}

/** @throws Error when no setting has that attribute. */
export function nameOf(attribute: string): SettingName {
  const name = settingNames.find((each) => fields[each].attribute === attribute);
  if (name === undefined) throw new Error(`there is no setting ${attribute}`);
  return name;
}

/** The least that the search finds: one trace for each of its settings. */
export async function leastOf({ least, over, where }: Search, { trace, settings }: Evidence, engine: Engine): Promise<number> {
  let candidates: Settings[] = [settings];
  for (const { attribute, from, to } of over) {
    const values = Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
    candidates = candidates.flatMap((candidate) => values.map((value) => withAttribute(candidate, attribute, value)));
  }
  const allowed = candidates.filter((candidate) => where === null || truth(evaluate(where, scopeOf(trace, candidate))));
  let found = Infinity;
  for (const candidate of allowed) {
    const reader = await traceOf(candidate, engine);
    found = Math.min(found, number(evaluate(least, scopeOf(reader, candidate))));
  }
  return found;
}

/** The trace that a scene with these settings shows. The trained model, if they want it, must be loaded. */
export async function traceOf(settings: Settings, engine: Engine): Promise<TraceReader> {
  const scene = scenes.find(({ id }) => id === settings.scene);
  if (scene === undefined) throw new Error(`there is no scene ${settings.scene}`);
  return new TraceReader(await engine.trace(requestOf(settings, extrasOf(scene, settings))));
}

/**
 * The weights that a query `q [d_k]` gives the keys that the followed row sees: attention itself, over
 * values that are the unit vectors.
 */
export async function attentionOf(q: readonly number[], { trace, head, row }: Evidence, engine: Engine): Promise<readonly number[]> {
  const { keys, dim } = keysOf(trace, head, row);
  const count = keys.length / dim;
  const unit = Float32Array.from({ length: count * count }, (_, at) => (at % (count + 1) === 0 ? 1 : 0));
  const { out } = await engine.attention({ q: Float32Array.from(q), k: keys, v: unit, heads: 1, qLen: 1, kvLen: count, headDim: dim, valueDim: count });
  return [...out];
}

/** The keys that a row sees, `[row + 1, d_k]`, of the group that the head reads. */
function keysOf(trace: TraceReader, head: number, row: number): { readonly keys: Float32Array; readonly dim: number } {
  const tensor = trace.tensor("kHeads");
  const [groups = 1, tokens = 1, dim = 1] = tensor.shape;
  const group = Math.floor(head / (trace.fact("heads") / groups));
  const start = group * tokens * dim;
  return { keys: tensor.data.slice(start, start + (row + 1) * dim), dim };
}

/** The query that the followed row really has. */
export function queryOf({ trace, head, row }: Evidence): readonly number[] {
  const tensor = trace.tensor("qHeads");
  return Array.from({ length: tensor.shape[2] ?? 0 }, (_, at) => tensor.at([head, row, at]));
}

/** A head of the trained model, layer and head from 0. */
export type HeadPlace = readonly [layer: number, head: number];

/** What an exam found, as expressions name it: shares of right answers, and how many heads were off. */
export function examined(report: ExamReport, off: number): Readonly<Record<string, number>> {
  const { natsPerToken, copying, agreement } = report;
  return { natsPerToken, copying: copying.right / copying.of, agreement: agreement.right / agreement.of, off };
}

/** The exam of the model with those heads off. */
export async function examOf(files: ModelFiles, off: readonly HeadPlace[], engine: Engine): Promise<Readonly<Record<string, number>>> {
  return examined(await engine.exam(files, { headsOff: off.map(([layer, head]) => [layer, head]) }), off.length);
}
