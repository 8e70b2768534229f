/**
 * A small run of attention computed in TypeScript, in float64, for tests of the scenes at sizes
 * that the stored trace does not have. It has the tensors and facts that scenes read, by the same
 * definitions; words are drawn from a fixed hash. Rules are left as inputs: scenes don't read them.
 */
import type { Role } from "../../trace/generated/Role";
import type { Trace } from "../../trace/generated/Trace";
import { TraceReader } from "../../trace/reader";
import { cells, normals, type Tensors } from "./tensors";

export interface RunSettings {
  readonly tokens: readonly string[];
  readonly heads: number;
  readonly kvHeads: number;
  readonly dModel: number;
  readonly causal?: boolean;
  readonly temperature?: number;
  readonly headsOff?: readonly number[];
}

export function computeTrace(settings: RunSettings): TraceReader {
  const { heads: h, kvHeads: g, dModel } = settings;
  const n = settings.tokens.length;
  const dim = dModel / h;
  const wide = h * dim;
  const group = (head: number): number => Math.floor(head / (h / g));
  const scale = 1 / (Math.sqrt(dim) * (settings.temperature ?? 1));
  const off = new Set(settings.headsOff ?? []);

  const tensors: Tensors = new Map();
  const put = (
    name: string,
    role: Role,
    axes: Record<string, number>,
    value: (...index: number[]) => number,
  ): ((...index: number[]) => number) => cells(tensors, name, role, axes, value);
  const sum = (count: number, term: (k: number) => number): number => {
    let total = 0;
    for (let k = 0; k < count; k++) total += term(k);
    return total;
  };

  const words = [...new Set(settings.tokens)];
  const token = { token: n };
  const model = { model: dModel };
  const wordIndex = put("wordIndex", "mask", token, (i) => words.indexOf(settings.tokens[i] as string));
  const embedding = put("embedding", "parameter", { word: words.length, ...model }, normals(0));
  const position = put("position", "parameter", { ...token, ...model }, (i, c) => {
    const angle = i / 10_000 ** ((2 * Math.floor(c / 2)) / dModel);
    return c % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  const x = put("x", "stream", { ...token, ...model }, (i, c) => embedding(wordIndex(i), c) + position(i, c));

  const weight = (name: string, stream: number, axes: Record<string, number>, fanIn: number) => {
    const draw = normals(stream);
    return put(name, "parameter", axes, (r, c) => draw(r, c) / Math.sqrt(fanIn));
  };
  const wq = weight("wq", 1, { ...model, wide }, dModel);
  const wk = weight("wk", 2, { ...model, kvWide: g * dim }, dModel);
  const wv = weight("wv", 3, { ...model, kvWide: g * dim }, dModel);
  const wo = weight("wo", 4, { wide, ...model }, wide);
  const project = (name: string, role: Role, axis: Record<string, number>, w: typeof wq) =>
    put(name, role, { ...token, ...axis }, (i, c) => sum(dModel, (k) => x(i, k) * w(k, c)));
  const q = project("q", "query", { wide }, wq);
  const k = project("k", "key", { kvWide: g * dim }, wk);
  const v = project("v", "value", { kvWide: g * dim }, wv);
  const qHeads = put("qHeads", "query", { head: h, ...token, dim }, (a, i, d) => q(i, a * dim + d));
  const kHeads = put("kHeads", "key", { kvHead: g, ...token, dim }, (a, j, d) => k(j, a * dim + d));
  const vHeads = put("vHeads", "value", { kvHead: g, ...token, dim }, (a, j, d) => v(j, a * dim + d));

  const pairs = { query: n, key: n };
  const perHead = { head: h, ...pairs };
  const open = (i: number, j: number): boolean => !settings.causal || j <= i;
  const scores = put("scores", "score", perHead, (a, i, j) => sum(dim, (d) => qHeads(a, i, d) * kHeads(group(a), j, d)));
  const scaled = put("scaled", "score", perHead, (a, i, j) => scores(a, i, j) * scale);
  put("visible", "mask", pairs, (i, j) => (open(i, j) ? 1 : 0));

  /** Mask, maximum, exponentials, sum and weights, under the names that start with that prefix. */
  const softmax = (names: readonly string[], raw: (a: number, i: number, j: number) => number) => {
    const [masked, max, exponentials, total, weights] = names as [string, string, string, string, string];
    const kept = put(masked, "score", perHead, (a, i, j) => (open(i, j) ? raw(a, i, j) : -Infinity));
    const top = put(max, "score", { head: h, query: n }, (a, i) => Math.max(...Array.from({ length: n }, (_, j) => kept(a, i, j))));
    const exp = put(exponentials, "weight", perHead, (a, i, j) => Math.exp(kept(a, i, j) - top(a, i)));
    const l = put(total, "weight", { head: h, query: n }, (a, i) => sum(n, (j) => exp(a, i, j)));
    return put(weights, "weight", perHead, (a, i, j) => exp(a, i, j) / l(a, i));
  };
  const weights = softmax(["masked", "rowMax", "exponentials", "rowSum", "weights"], scaled);
  softmax(["unscaledMasked", "unscaledMax", "unscaledExponentials", "unscaledSum", "unscaledWeights"], scores);
  for (const [name, source] of [["score", scores], ["scaled", scaled]] as const) {
    const mean = put(`${name}Mean`, "score", { head: h }, (a) => sum(n * n, (p) => source(a, Math.floor(p / n), p % n)) / n ** 2);
    put(`${name}Spread`, "score", { head: h }, (a) =>
      Math.sqrt(sum(n * n, (p) => (source(a, Math.floor(p / n), p % n) - mean(a)) ** 2) / n ** 2));
  }

  const wideScale = scale * Math.sqrt(dim / wide);
  const wideRaw = (i: number, j: number): number => sum(h, (a) => scores(a, i, j)) * wideScale;
  put("wideScores", "score", pairs, wideRaw);
  const wideExp = (i: number, j: number): number => (open(i, j) ? Math.exp(wideRaw(i, j)) : 0);
  const wideWeights = put("wideWeights", "weight", pairs, (i, j) => wideExp(i, j) / sum(n, (t) => wideExp(i, t)));
  const rowPeak = (at: (j: number) => number): number => Math.max(...Array.from({ length: n }, (_, j) => at(j)));
  put("peak", "weight", { head: h }, (a) => sum(n, (i) => rowPeak((j) => weights(a, i, j))) / n);
  put("widePeak", "weight", {}, () => sum(n, (i) => rowPeak((j) => wideWeights(i, j))) / n);

  const gate = put("gate", "mask", { head: h }, (a) => (off.has(a) ? 0 : 1));
  const out = put("headOutputs", "output", { head: h, ...token, dim }, (a, i, d) => sum(n, (j) => weights(a, i, j) * vHeads(group(a), j, d)));
  const concat = put("concat", "output", { ...token, wide }, (i, c) => gate(Math.floor(c / dim)) * out(Math.floor(c / dim), i, c % dim));
  const contribution = put("contributions", "output", { head: h, ...token, ...model }, (a, i, c) => sum(dim, (d) => out(a, i, d) * wo(a * dim + d, c)));
  put("partial", "output", { head: h, ...token, ...model }, (a, i, c) => sum(a + 1, (b) => gate(b) * contribution(b, i, c)));
  const y = put("y", "output", { ...token, ...model }, (i, c) => sum(wide, (r) => concat(i, r) * wo(r, c)));
  put("removed", "output", { ...token, ...model }, (i, c) => sum(h, (a) => (1 - gate(a)) * contribution(a, i, c)));
  const norm = put("headNorm", "output", { head: h }, (a) => Math.sqrt(sum(n * dModel, (p) => contribution(a, Math.floor(p / dModel), p % dModel) ** 2)));
  put("headShare", "output", { head: h }, (a) => norm(a) / sum(h, norm));
  put("residual", "stream", { ...token, ...model }, (i, c) => x(i, c) + y(i, c));

  const facts = {
    tokens: n, heads: h, kvHeads: g, headDim: dim, dModel, scale,
    temperature: settings.temperature ?? 1,
    parametersPerProjection: dModel * wide,
    parametersAttention: 2 * dModel * wide + 2 * dModel * g * dim,
  };
  const trace: Trace = {
    version: 1,
    tokens: [...settings.tokens],
    facts: Object.entries(facts).map(([name, value]) => ({ name, value, formula: name })),
    tensors: [...tensors.values()],
    steps: [],
  };
  return new TraceReader(trace);
}
