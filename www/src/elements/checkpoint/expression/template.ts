/**
 * Sentences with live numbers: "`{token(answer)}` gets {weights[0, 3, answer]}". Between back quotes
 * stands code; `{expression:0}` gives a number that many digits after the point, `{expression:%}` a percentage.
 */
import { count } from "../../../scenes/shared/numbers";
import { formatNumber } from "../../../trace/format";
import { evaluate } from "./evaluate";
import { parse } from "./parse";
import type { Scope, Value } from "./value";

/** A piece of a sentence. */
export interface Piece {
  readonly text: string;
  readonly code: boolean;
}

/** @throws Error when an expression in it is wrong or has no value. */
export function fill(template: string, scope: Scope): Piece[] {
  const filled = template.replace(/\{([^{}]+?)(?::(%|\d))?\}/g, (_, expression: string, form: string | undefined) =>
    written(evaluate(parse(expression), scope), form));
  return filled.split("`").map((text, at) => ({ text, code: at % 2 === 1 })).filter(({ text }) => text !== "");
}

export function textOfPieces(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join("");
}

/** A value as a reader sees it: whole numbers in full with their thousands apart, others in about three significant digits. */
export function written(value: Value, form?: string): string {
  if (typeof value === "object") return value.map((cell) => written(cell, form)).join(", ");
  if (typeof value !== "number") return String(value);
  if (form === "%") return `${Math.round(100 * value)} %`;
  if (Number.isInteger(value)) return value < 0 ? `−${count(-value)}` : count(value);
  return form === undefined ? formatNumber(value) : value.toFixed(Number(form)).replace("-", "−");
}
