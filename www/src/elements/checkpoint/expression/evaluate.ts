/** What an expression comes to. */
import { functions } from "./functions.ts";
import type { Expression } from "./parse.ts";
import { list, number, truth, type Scope, type Value } from "./value.ts";

/** @throws Error when a name is not known, or a value is not of the kind that is needed. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.op) {
    case "value":
      return expression.value;
    case "name":
      return scope.value(expression.name) ?? wholeTensor(expression.name, scope);
    case "member":
      return scope.member(expression.of, expression.name) ?? unknown(`${expression.of}.${expression.name}`);
    case "cells":
      return cells(expression, scope);
    case "call": {
      const { name, values } = expression;
      // Only the branch that is taken: the other may have no value.
      if (name === "if" && values.length === 3) {
        const [condition, then, otherwise] = values as [Expression, Expression, Expression];
        return evaluate(truth(evaluate(condition, scope)) ? then : otherwise, scope);
      }
      const known = functions[name];
      if (known === undefined) return unknown(`${name}()`);
      return known(values.map((value) => evaluate(value, scope)), scope);
    }
    case "not":
      return !truth(evaluate(expression.of, scope));
    case "minus":
      return -number(evaluate(expression.of, scope));
    case "both":
      return both(expression.sign, evaluate(expression.left, scope), () => evaluate(expression.right, scope));
  }
}

function both(sign: string, left: Value, right: () => Value): Value {
  if (sign === "and") return truth(left) && truth(right());
  if (sign === "or") return truth(left) || truth(right());
  const other = right();
  if (sign === "==") return left === other;
  if (sign === "!=") return left !== other;
  // With a list each of its cells, with the cell of the other list at its place or with the number.
  if (typeof left === "object") return left.map((cell, at) => reckon(sign, cell, typeof other === "object" ? number(other[at] ?? NaN) : number(other)));
  if (typeof other === "object") return other.map((cell) => reckon(sign, number(left), cell));
  const [a, b] = [number(left), number(other)];
  switch (sign) {
    case "<": return a < b;
    case "<=": return a <= b;
    case ">": return a > b;
    case ">=": return a >= b;
    default: return reckon(sign, a, b);
  }
}

function reckon(sign: string, a: number, b: number): number {
  switch (sign) {
    case "+": return a + b;
    case "-": return a - b;
    case "*": return a * b;
    case "/": return a / b;
    case "%": return a % b;
    case "^": return a ** b;
    default: return unknown(sign);
  }
}

/** One cell, or the cells where the axes marked `*` go through all their places, row-major. */
function cells({ of, at }: Extract<Expression, { op: "cells" }>, scope: Scope): Value {
  const places = at.map((place) => (place === "*" ? null : number(evaluate(place, scope))));
  const tensor = of.op === "name" && scope.value(of.name) === undefined ? scope.tensor(of.name) : undefined;
  if (tensor === undefined) {
    const values = list(evaluate(of, scope));
    const [place] = places;
    if (places.length !== 1 || place === undefined || place === null) throw new Error("of a list one cell is taken");
    const value = values[place];
    if (value === undefined) throw new Error(`a list of ${values.length} has no cell ${place}`);
    return value;
  }
  if (places.length !== tensor.shape.length) throw new Error(`${tensor.name} has axes ${tensor.axes.map(({ name }) => name).join(", ")}`);
  if (places.every((place) => place !== null)) return tensor.at(places);
  const found: number[] = [];
  const walk = (axis: number, index: readonly number[]): void => {
    if (axis === places.length) {
      found.push(tensor.at(index));
      return;
    }
    const place = places[axis] ?? null;
    if (place !== null) walk(axis + 1, [...index, place]);
    else for (let next = 0; next < (tensor.shape[axis] ?? 0); next += 1) walk(axis + 1, [...index, next]);
  };
  walk(0, []);
  return found;
}

function wholeTensor(name: string, scope: Scope): Value {
  const tensor = scope.tensor(name);
  if (tensor === undefined) return unknown(name);
  // A tensor without axes is a number.
  return tensor.shape.length === 0 ? tensor.at([]) : [...tensor.data];
}

function unknown(name: string): never {
  throw new Error(`there is no ${name}`);
}
