/** Tensors of a trace in words, for the derivation and the table. */
import { symbolText } from "../../trace/symbol";
import type { TensorReader } from "../../trace/reader";

const names: Readonly<Record<string, string>> = {
  wordKey: "keys of the words",
  wordIndex: "which word each token is",
  embedding: "embeddings",
  position: "positions",
  x: "input",
  wq: "query weights",
  wk: "key weights",
  wv: "value weights",
  wo: "output weights",
  q: "queries",
  k: "keys",
  v: "values",
  qHeads: "queries by head",
  kHeads: "keys by head",
  vHeads: "values by head",
  scores: "scores",
  scaled: "scaled scores",
  visible: "mask",
  masked: "masked scores",
  rowMax: "largest score of each row",
  exponentials: "exponentials",
  rowSum: "sum of each row",
  weights: "attention weights",
  unscaledMasked: "masked scores without the scale",
  unscaledMax: "largest score of each row without the scale",
  unscaledExponentials: "exponentials without the scale",
  unscaledSum: "sum of each row without the scale",
  unscaledWeights: "weights without the scale",
  scoreMean: "mean of the scores",
  scoreSpread: "spread of the scores",
  scaledMean: "mean of the scaled scores",
  scaledSpread: "spread of the scaled scores",
  wideScores: "scores of one wide head",
  wideMasked: "masked scores of one wide head",
  wideMax: "largest score of each row of one wide head",
  wideExponentials: "exponentials of one wide head",
  wideSum: "sum of each row of one wide head",
  wideWeights: "weights of one wide head",
  peak: "mean of the largest weights",
  widePeak: "mean of the largest weights of one wide head",
  gate: "switches of the heads",
  headOutputs: "outputs of the heads",
  concat: "concatenated heads",
  contributions: "contributions of the heads",
  partial: "sum of the contributions so far",
  y: "output",
  removed: "what the heads that are off would add",
  headNorm: "norm of each contribution",
  headShare: "share of each head",
  residual: "input plus output",
  tileVisited: "which tiles are computed",
  tileRowMax: "largest score of each row in a tile",
  tileMax: "largest score so far",
  rescale: "factor of the past",
  tileWeights: "exponentials of the tiles",
  tileSum: "sum so far",
  tileOutput: "output so far, undivided",
  tiledOutput: "output of the tiles",
  tiledLse: "log-sum-exp of the tiles",
  tiledDifference: "difference from whole rows",
  splitMax: "largest score of each worker",
  splitSum: "sum of each worker",
  splitOutput: "output of each worker, undivided",
  mergedMax: "largest score of all workers",
  mergeFactor: "factor of each worker",
  mergedSum: "sum of all workers",
  mergedOutput: "output of all workers",
  mergedLse: "log-sum-exp of all workers",
  strained: "scores under strain",
  naiveExponentials: "exponentials without a maximum",
  naiveSum: "sum without a maximum",
  naiveWeights: "weights without a maximum",
  safeMax: "largest score so far",
  safeFactor: "factor of the past",
  safeSum: "sum so far",
  safeWeights: "weights in one pass",
  safeLse: "log-sum-exp in one pass",
  tileBytes: "bytes that a tile loads",
  bytesOfWay: "bytes moved",
  letter: "which are letters of unknown words",
  vocabulary: "vectors of all words",
  embedded: "stream before the first layer",
  stream: "stream into the layer",
  bq: "query bias",
  bk: "key bias",
  bv: "value bias",
  bo: "output bias",
  qProjected: "queries before they are turned",
  kProjected: "keys before they are turned",
  rotaryFrequency: "angle of each pair of columns, a token",
  rotaryCosine: "cosine of each token’s angles",
  rotarySine: "sine of each token’s angles",
  mlpInput: "input of the MLP",
  mlpUp: "first weights of the MLP",
  mlpUpBias: "first bias of the MLP",
  mlpDown: "second weights of the MLP",
  mlpDownBias: "second bias of the MLP",
  mlpHidden: "hidden layer of the MLP",
  mlpGate: "gate weights of the MLP",
  mlpGateBias: "gate bias of the MLP",
  mlpGated: "gate of the MLP",
  mlpActive: "hidden layer after its nonlinearity",
  mlpOutput: "output of the MLP",
  next: "stream out of the layer",
  final: "stream after the last layer, normalised",
  unembedding: "vectors of all words, to predict with",
  logits: "logits of the next word",
  logitMax: "largest logit of each row",
  logitExponentials: "exponentials of the logits",
  logitSum: "sum of each row of exponentials",
  probabilities: "probabilities of the next word",
};

const norms: Readonly<Record<string, string>> = {
  attentionNorm: "norm before attention", mlpNorm: "norm before the MLP", finalNorm: "norm after the last layer",
};
const normParts: Readonly<Record<string, string>> = {
  Gain: "gain", Bias: "bias", Mean: "mean of each row", Deviation: "spread of each row",
  RootMeanSquare: "root mean square of each row",
};

/** What a tensor holds, in a few words; its own name when it is one we have no words for. */
export function tensorName(name: string): string {
  const [, layer, inLayer] = /^layer(\d+)\.(.+)$/u.exec(name) ?? [];
  if (inLayer !== undefined) return `layer ${Number(layer) + 1}: ${tensorName(inLayer)}`;
  const [, norm = "", part = ""] = /^(attentionNorm|mlpNorm|finalNorm)(Gain|Bias|Mean|Deviation|RootMeanSquare)$/u.exec(name) ?? [];
  if (norm !== "") return `${norms[norm] ?? norm}: ${normParts[part] ?? part}`;
  return names[name] ?? later.get(name) ?? name;
}

/** Words that came with a scene. */
const later = new Map<string, string>();

/** Takes the words for tensors that only one scene draws, as it comes. */
export function nameTensors(words: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(words)) later.set(name, text);
}

const axes: Readonly<Record<string, string>> = {
  token: "word", kvHead: "kv head", dim: "column", model: "column", wide: "column", kvWide: "column",
  queryTile: "tile of queries", keyTile: "tile of keys", pass: "state",
  mlp: "column", vocabulary: "word", pair: "pair",
  decode: "step", logical: "logical block", physical: "physical block",
};

/** What an axis counts, in a word. */
export function axisWord(name: string): string {
  return axes[name] ?? name;
}

/** `Q: queries, 11 × 32`. */
export function tensorLabel(tensor: TensorReader): string {
  const shape = tensor.shape.length === 0 ? "one number" : tensor.shape.join(" × ");
  return `${symbolText(tensor.symbol)}: ${tensorName(tensor.name)}, ${shape}`;
}
