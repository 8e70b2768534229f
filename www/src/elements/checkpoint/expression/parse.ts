/**
 * The language in which a checkpoint says what is asked of a trace:
 *
 *     weights[0, 3, 0] > 0.9 and settings.temperature <= 1
 *     argmax(weights[0, row, *])
 *     4 * cacheBytes / tokens
 *
 * Names are variables, facts of the trace, or tensors, of which `[...]` takes a cell, or with `*` the
 * cells along an axis, as a list; `+ - * / ^` with a list reckon with each of its cells. It has numbers, 'text', lists, `+ - * / % ^`, comparisons, `and or not`, and functions.
 */
import { tokensOf, type Token } from "./tokens.ts";

export type Expression =
  | { readonly op: "value"; readonly value: number | string }
  | { readonly op: "name"; readonly name: string }
  | { readonly op: "member"; readonly of: string; readonly name: string }
  | { readonly op: "cells"; readonly of: Expression; readonly at: readonly (Expression | "*")[] }
  | { readonly op: "call"; readonly name: string; readonly values: readonly Expression[] }
  | { readonly op: "not" | "minus"; readonly of: Expression }
  | { readonly op: "both"; readonly sign: string; readonly left: Expression; readonly right: Expression };

/** How strongly a sign binds; all of them from the left, but `^`. */
const strengths: Readonly<Record<string, number>> = {
  or: 1, and: 2, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, "^": 8,
};
const notStrength = 3;
const minusStrength = 7;

/** @throws Error with the text and what is wrong in it. */
export function parse(text: string): Expression {
  const tokens = tokensOf(text);
  let at = 0;
  const fail = (wanted: string): never => {
    throw new Error(`"${text}": expected ${wanted}${at < tokens.length ? `, found "${tokens[at]?.value ?? ""}"` : " at the end"}`);
  };
  const isSign = (sign: string): boolean => tokens[at]?.kind === "sign" && tokens[at]?.value === sign;
  const take = (sign: string): void => {
    if (!isSign(sign)) fail(`"${sign}"`);
    at += 1;
  };
  const takeName = (): string => {
    const token = tokens[at];
    if (token?.kind !== "name") return fail("a name");
    at += 1;
    return token.value;
  };
  const list = <T>(end: string, item: () => T): T[] => {
    const items: T[] = [];
    while (!isSign(end)) {
      if (items.length > 0) take(",");
      items.push(item());
    }
    take(end);
    return items;
  };

  function expression(least = 0): Expression {
    let left = operand();
    for (;;) {
      const sign = tokens[at];
      const strength = sign === undefined || sign.kind === "number" || sign.kind === "text" ? undefined : strengths[sign.value];
      if (sign === undefined || strength === undefined || strength <= least) return left;
      at += 1;
      left = { op: "both", sign: String(sign.value), left, right: expression(sign.value === "^" ? strength - 1 : strength) };
    }
  }

  function operand(): Expression {
    const token = tokens[at] as Token | undefined;
    if (token === undefined) return fail("a value");
    if (isSign("(")) {
      at += 1;
      const inner = expression();
      take(")");
      return inner;
    }
    if (isSign("-")) {
      at += 1;
      return { op: "minus", of: expression(minusStrength) };
    }
    if (token.kind === "number" || token.kind === "text") {
      at += 1;
      return { op: "value", value: token.value };
    }
    if (token.kind === "name" && token.value === "not") {
      at += 1;
      return { op: "not", of: expression(notStrength) };
    }
    const name = token.kind === "name" ? takeName() : fail("a value");
    if (isSign("(")) {
      at += 1;
      return cells({ op: "call", name, values: list(")", () => expression()) });
    }
    if (isSign(".")) {
      at += 1;
      return cells({ op: "member", of: name, name: takeName() });
    }
    return cells({ op: "name", name });
  }

  function cells(of: Expression): Expression {
    if (!isSign("[")) return of;
    at += 1;
    return {
      op: "cells",
      of,
      at: list("]", () => {
        if (!isSign("*")) return expression();
        at += 1;
        return "*";
      }),
    };
  }

  const whole = expression();
  if (at < tokens.length) fail("the end");
  return whole;
}
