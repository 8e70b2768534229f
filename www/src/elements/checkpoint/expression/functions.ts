/** What expressions can call. */
import { list, number, type Scope, type Value } from "./value.ts";

type Call = (values: readonly Value[], scope: Scope) => Value;

const ofNumber = (f: (x: number) => number): Call => ([x = NaN]) => f(number(x));
/** Of a list, or of the numbers given. */
const ofList = (f: (values: readonly number[]) => number): Call => (values) => f(values.length === 1 && typeof values[0] === "object" ? values[0] : values.map(number));

const best = (values: readonly number[], better: (a: number, b: number) => boolean): number =>
  values.reduce((found, value, at) => (better(value, values[found] ?? NaN) ? at : found), 0);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const functions: Readonly<Record<string, Call>> = {
  abs: ofNumber(Math.abs),
  sqrt: ofNumber(Math.sqrt),
  exp: ofNumber(Math.exp),
  log: ofNumber(Math.log),
  round: ofNumber(Math.round),
  floor: ofNumber(Math.floor),
  ceil: ofNumber(Math.ceil),
  max: ofList((values) => Math.max(...values)),
  min: ofList((values) => Math.min(...values)),
  sum: ofList(sum),
  mean: ofList((values) => sum(values) / values.length),
  /** The place of the largest, from 0; the first of several. */
  argmax: ofList((values) => best(values, (a, b) => a > b)),
  argmin: ofList((values) => best(values, (a, b) => a < b)),
  count: ofList((values) => values.length),
  /** Euclidean length. */
  norm: ofList((values) => Math.sqrt(sum(values.map((value) => value * value)))),
  /** The first n of a list: `first(weights[0, 3, *], 4)`. */
  first: ([values = [], n = 0]) => list(values).slice(0, number(n)),
  /** 0, 1, … up to n - 1. */
  range: ([n = 0]) => Array.from({ length: number(n) }, (_, at) => at),
  has: ([values = [], value = NaN]) => list(values).includes(number(value)),
  /** The word of a token, by its place from 0. */
  token: ([at = NaN], { tokens }) => {
    const word = tokens[number(at)];
    if (word === undefined) throw new Error(`there is no token ${number(at)}`);
    return word;
  },
};
