/** Values of expressions, and where names get theirs. */
import type { TensorReader } from "../../../trace/reader";

export type Value = number | string | boolean | readonly number[];

/** Where names come from. */
export interface Scope {
  /** A variable or a fact; undefined when there is none of that name. */
  value(name: string): Value | undefined;
  /** A member, such as `settings.temperature`. */
  member(of: string, name: string): Value | undefined;
  tensor(name: string): TensorReader | undefined;
  readonly tokens: readonly string[];
}

/** Each of these throws an Error when the value is of another kind. */
export function number(value: Value): number {
  if (typeof value !== "number") throw new Error(`expected a number, found ${JSON.stringify(value)}`);
  return value;
}

export function list(value: Value): readonly number[] {
  if (typeof value !== "object") throw new Error(`expected a list, found ${JSON.stringify(value)}`);
  return value;
}

export function truth(value: Value): boolean {
  if (typeof value !== "boolean") throw new Error(`expected true or false, found ${JSON.stringify(value)}`);
  return value;
}
