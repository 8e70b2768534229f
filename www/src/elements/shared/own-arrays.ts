/** Arrays of the embedder in place of drawn numbers, and what can be shown of them. */
import type { SentenceRequest } from "../../engine";

/**
 * Q, K and V together, or any of the weights; row-major. The words of `text` name the tokens, so there
 * must be as many of them as rows.
 */
export interface OwnArrays {
  /** `[heads, tokens, headDim]`. */
  readonly q?: ArrayLike<number>;
  /** K and V `[kvHeads, tokens, headDim]`. */
  readonly k?: ArrayLike<number>;
  readonly v?: ArrayLike<number>;
  /** W_Q `[heads headDim, heads headDim]`, W_K and W_V `[heads headDim, kvHeads headDim]`, W_O as W_Q. */
  readonly wq?: ArrayLike<number>;
  readonly wk?: ArrayLike<number>;
  readonly wv?: ArrayLike<number>;
  readonly wo?: ArrayLike<number>;
  /** Sizes; what is left out is as the settings have it. */
  readonly heads?: number;
  readonly kvHeads?: number;
  readonly headDim?: number;
}

export interface Own {
  readonly request: Pick<SentenceRequest, "own" | "heads" | "kvHeads" | "dModel">;
  /** Ids of the scenes that they are enough for; null: all. */
  readonly scenes: readonly string[] | null;
}

const names = ["q", "k", "v", "wq", "wk", "wv", "wo"] as const;
/** Without an X that Q, K and V came from there is only attention itself. */
const ofHeads = ["attend", "online-softmax"];

/** The engine judges the lengths: it knows how many tokens the text has. */
export function ownOf(arrays: OwnArrays): Own {
  const { heads, kvHeads = heads, headDim } = arrays;
  const given = names.flatMap((name) => {
    const values = arrays[name];
    return values === undefined ? [] : [[name, Array.from(values)] as const];
  });
  return {
    request: {
      own: Object.fromEntries(given),
      ...(heads === undefined ? {} : { heads }),
      ...(kvHeads === undefined ? {} : { kvHeads }),
      ...(heads === undefined || headDim === undefined ? {} : { dModel: heads * headDim }),
    },
    scenes: arrays.q === undefined ? null : ofHeads,
  };
}
