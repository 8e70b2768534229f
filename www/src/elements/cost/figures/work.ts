/** What prefill and one step of decoding compute. */
import type { PassCost } from "../../../trace/generated/PassCost";
import type { Sizes } from "../sizes";
import { amount, count, whole } from "../units";
import { keyOf, type Facts, type Figure, type Line } from "./figure";

export function workFigures({ sheet, sizes, tokens, batch }: Facts): readonly Figure[] {
  const { prefill, decode, attention, feedForward } = sheet;
  const hasExperts = sizes.feedForward === "experts";
  const isLatent = sizes.attention === "latent";
  const both = (line: (work: PassCost, name: "prefill" | "decode") => Omit<Line, "label">): readonly Line[] => [
    { label: "Prefill", ...line(prefill, "prefill") }, { label: "Decode", ...line(decode, "decode") },
  ];
  return [
    {
      name: "met",
      title: "Weights that a token meets",
      note: hasExperts ? "Of the experts only the k that are chosen for it. The output layer comes below." : "In all layers; the output layer comes below.",
      source: "Kaplan et al. 2020, section 2.1",
      lines: [{
        label: "", formula: hasExperts ? "met.experts" : "met.dense", values: { ...sizes, attention, feedForward }, result: decode.weights, shown: count(decode.weights), unit: "",
      }],
    },
    {
      name: "pairs",
      title: "Pairs of query and key",
      note: "Of one text, in one head of one layer. A query sees the keys before it and its own.",
      source: sizes.window > 0 ? "Jiang et al. 2023, section 2" : "Vaswani et al. 2017, section 3.2.3",
      lines: both(({ pairs }, name) => ({
        // As long as the window is longer than the text it hides nothing.
        formula: keyOf("pairs", name, sizes.window > 0 && (name === "decode" || tokens > sizes.window) && "window"),
        values: { ...sizes, tokens }, result: pairs, shown: count(pairs), unit: "",
      })),
    },
    {
      name: "pairNumbers",
      title: "Products for a pair",
      note: isLatent ? "In all heads. Prefill rebuilds keys and values; decoding meets the latents as they are, which takes less than rebuilding them." : "In all heads: of query and key, and of weight and value.",
      source: isLatent ? "DeepSeek-AI 2024a, section 2.1.2" : "Dao 2023, section 4.1",
      lines: isLatent ? both((work) => productsLine(work, sizes)) : [{ label: "", ...productsLine(decode, sizes) }],
    },
    {
      name: "flops",
      title: "Operations",
      note: "Two for each product. The last token of a text alone meets the output layer; softmax, norms and activations are left out.",
      source: "Kaplan et al. 2020, section 2.1; tested against DeepSeek-AI 2025, table 2",
      lines: both((work, name) => ({
        formula: keyOf("flops", name, name === "decode" && work.rebuilding > 0 && "rebuilding"),
        values: { ...sizes, tokens, batch, met: work.weights, pairs: work.pairs, pairNumbers: work.pairNumbers, rebuilding: work.rebuilding },
        result: work.flops, shown: amount(work.flops, "FLOP"), unit: "FLOP",
      })),
    },
  ];
}

function productsLine(work: PassCost, sizes: Sizes): Omit<Line, "label"> {
  const kind = sizes.attention === "grouped" ? "grouped" : work.absorbed ? "absorbed" : "rebuilt";
  return { formula: `pairNumbers.${kind}`, values: { ...sizes }, result: work.pairNumbers, shown: whole(work.pairNumbers), unit: "" };
}
