/** Names in a checkpoint's expressions: its own variables, then what the trace holds. */
import type { TraceReader } from "../../../trace/reader";
import type { Settings } from "../../shared/settings";
import type { Scope, Value } from "./value";

export type Variables = Readonly<Record<string, Value>>;
/** Results with members, such as those of an exam. */
export type Records = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * @param variables Such as `given`, the reader's answer.
 * @param records Besides `settings`: what other runs of the engine gave.
 */
export function scopeOf(trace: TraceReader, settings: Settings, variables: Variables = {}, records: Records = {}): Scope {
  const facts = new Map(trace.trace.facts.map(({ name, value }) => [name, value]));
  const all: Records = { ...records, settings: { ...settings } };
  return {
    tokens: trace.tokens,
    value: (name) => variables[name] ?? facts.get(name),
    member: (of, name) => asValue(all[of]?.[name]),
    tensor: (name) => (trace.has(name) ? trace.tensor(name) : undefined),
  };
}

function asValue(value: unknown): Value | undefined {
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  return Array.isArray(value) && value.every((cell) => typeof cell === "number") ? value : undefined;
}
