/** The three projections of X, as data: which tensors they join and how they are told apart. */
import type { Hue, TensorView } from "../../marks/display-list";
import type { SceneContext } from "../scene";
import { bandOf, matrix } from "../shared/views";
import type { Sizes } from "../shared/sizes";

export interface Projection {
  /** The letter in titles: Q, K or V. */
  readonly letter: "Q" | "K" | "V";
  readonly hue: Hue & ("query" | "key" | "value");
  readonly weights: "wq" | "wk" | "wv";
  readonly result: "q" | "k" | "v";
  /** The axis of its columns. */
  readonly columns: "wide" | "kvWide";
}

export const queries: Projection = { letter: "Q", hue: "query", weights: "wq", result: "q", columns: "wide" };
export const keys: Projection = { letter: "K", hue: "key", weights: "wk", result: "k", columns: "kvWide" };
export const values: Projection = { letter: "V", hue: "value", weights: "wv", result: "v", columns: "kvWide" };
export const projections: readonly Projection[] = [queries, keys, values];

export function columnsOf(projection: Projection, sizes: Sizes): number {
  return projection.columns === "wide" ? sizes.wide : sizes.kvWide;
}

/** How many heads its columns hold. */
export function bandCount(projection: Projection, sizes: Sizes): number {
  return projection.columns === "wide" ? sizes.h : sizes.g;
}

export function weightsView(context: SceneContext, projection: Projection): TensorView {
  return matrix(context.trace, projection.weights, "model", projection.columns);
}

export function resultView(context: SceneContext, projection: Projection): TensorView {
  return matrix(context.trace, projection.result, "token", projection.columns);
}

/** What X times the weights gives: the result, or what is still to be turned into it. */
export function productOf({ trace }: SceneContext, { result }: Projection): string {
  const product = `${result}Projected`;
  return trace.has(product) ? product : result;
}

export function productView(context: SceneContext, projection: Projection): TensorView {
  return matrix(context.trace, productOf(context, projection), "token", projection.columns);
}

/** Its name in titles and captions: Q, or Q' where Q is that turned. */
export function productName(context: SceneContext, projection: Projection): string {
  return productOf(context, projection) === projection.result ? projection.letter : `${projection.letter}'`;
}

/** The columns of one head in the result. */
export function resultBand(context: SceneContext, projection: Projection, head: number, sizes: Sizes): TensorView {
  return bandOf(resultView(context, projection), head, sizes.dim);
}

export function weightsBand(context: SceneContext, projection: Projection, head: number, sizes: Sizes): TensorView {
  return bandOf(weightsView(context, projection), head, sizes.dim);
}
