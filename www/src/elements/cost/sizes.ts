/** A model's sizes as one flat table, as a form and an address need them, and as the engine has them. */
import type { ModelSizes } from "../../trace/generated/ModelSizes";

export interface Sizes {
  readonly layers: number;
  readonly dModel: number;
  /** Keys and values in heads, or one latent for all heads. */
  readonly attention: "grouped" | "latent";
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly valueDim: number;
  readonly rank: number;
  readonly rotaryDim: number;
  /** 0: queries are projected at once. */
  readonly queryRank: number;
  readonly feedForward: "plain" | "gated" | "experts";
  readonly width: number;
  readonly denseLayers: number;
  readonly denseWidth: number;
  readonly experts: number;
  readonly shared: number;
  readonly chosen: number;
  readonly vocabulary: number;
  /** Rows of a learned position embedding. */
  readonly positions: number;
  /** 0: a query sees all keys before it. */
  readonly window: number;
  readonly tied: boolean;
  readonly bias: boolean;
}

export type SizeName = keyof Sizes;
/** The sizes that are numbers. */
export type Count = { [Name in SizeName]: Sizes[Name] extends number ? Name : never }[SizeName];

/** What sizes begin with that a model of another kind has not. */
const others = {
  valueDim: 128, rank: 512, rotaryDim: 64, queryRank: 1536, denseLayers: 1, denseWidth: 12_288, experts: 64, shared: 1, chosen: 8,
} as const;

export function flat({ attention, feedForward, window, ...model }: ModelSizes): Sizes {
  const { kind: attends, ...own } = attention;
  const { kind: transforms, ...network } = feedForward;
  const kvHeads = "kvHeads" in own ? own.kvHeads : own.heads;
  const queryRank = "queryRank" in own ? own.queryRank ?? 0 : others.queryRank;
  return { ...others, ...model, ...own, ...network, attention: attends, feedForward: transforms, kvHeads, queryRank, window: window ?? 0 };
}

export function nested(sizes: Sizes): ModelSizes {
  const { layers, dModel, vocabulary, tied, positions, bias, window } = sizes;
  const { heads, kvHeads, headDim, valueDim, rank, rotaryDim, queryRank } = sizes;
  const { width, denseLayers, denseWidth, experts, shared, chosen } = sizes;
  return {
    layers, dModel, vocabulary, tied, positions, bias,
    window: window === 0 ? null : window,
    attention: sizes.attention === "grouped"
      ? { kind: "grouped", heads, kvHeads, headDim }
      : { kind: "latent", heads, headDim, valueDim, rank, rotaryDim, queryRank: queryRank === 0 ? null : queryRank },
    feedForward: sizes.feedForward === "experts"
      ? { kind: "experts", denseLayers, denseWidth, width, experts, shared, chosen }
      : { kind: sizes.feedForward, width },
  };
}

/** What queries and keys share, in the field's words. */
export function attentionName({ attention, heads, kvHeads }: Sizes): "MHA" | "GQA" | "MQA" | "MLA" {
  if (attention === "latent") return "MLA";
  if (kvHeads === heads) return "MHA";
  return kvHeads === 1 ? "MQA" : "GQA";
}
