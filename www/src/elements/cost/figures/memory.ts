/** What the weights take, and what they leave. */
import { amount, count, whole } from "../units";
import { keyOf, type Facts, type Figure } from "./figure";

export function memoryFigures({ sheet, sizes, weightBytes, memory, devices }: Facts): readonly Figure[] {
  const { parameters, active, embeddings, attention, feedForward, rest, cache } = sheet;
  const isLatent = sizes.attention === "latent";
  const hasExperts = sizes.feedForward === "experts";
  const part = (name: string, title: string, note: string, source: string, formula: string | null, result: number): Figure => ({
    name, title, note, source, lines: [{ label: "", formula, values: { ...sizes }, result, shown: count(result), unit: "" }],
  });
  return [
    part("embeddings", "Embeddings", sizes.tied ? "The output layer uses the same table." : "One table going in, another coming out.",
      "Press and Wolf 2017", keyOf("embeddings", sizes.tied ? "tied" : "untied", sizes.positions > 0 && "positions"), embeddings),
    part("attention", "Attention", isLatent ? "Down to the latents, up again, and out." : "W_Q and W_O for h heads, W_K and W_V for g.",
      isLatent ? "DeepSeek-AI 2024a, section 2.1" : "Vaswani et al. 2017, section 3.2.2",
      isLatent && sizes.queryRank === 0 ? "attention.direct" : `attention.${sizes.attention}`, attention),
    part("feedForward", "Feed-forward", hasExperts ? "All experts and the routers: every one must lie in memory." : sizes.feedForward === "gated" ? "Two matrices going up, one of them a gate, and one down." : "One matrix up, one down.",
      hasExperts ? "Dai et al. 2024" : sizes.feedForward === "gated" ? "Shazeer 2020" : "Vaswani et al. 2017, section 3.3", `feedForward.${sizes.feedForward}`, feedForward),
    part("rest", "Norms and biases", "Too few to matter.", "", null, rest),
    {
      name: "parameters",
      title: "Parameters",
      note: hasExperts ? `One token meets ${count(active)} of them.` : "Every token meets all of them.",
      source: "Tested against released checkpoints",
      lines: [{ label: "", formula: "parameters", values: { embeddings, attention, feedForward, rest }, result: parameters, shown: count(parameters), unit: "" }],
    },
    {
      name: "weights",
      title: "Bytes of the weights",
      note: "Scales of eight-bit formats are not counted.",
      source: "",
      lines: [{ label: "", formula: "weights", values: { parameters, weightBytes }, result: sheet.weightBytes, shown: amount(sheet.weightBytes, "B"), unit: "B" }],
    },
    {
      name: "fit",
      title: "Texts that fit",
      note: sheet.fit === null ? "Not even the weights do." : "At this length, beside the weights. Activations are not counted.",
      source: "Kwon et al. 2023, section 3",
      lines: [{
        label: "", formula: "fit", values: { devices, memory, weights: sheet.weightBytes, text: cache.text }, result: sheet.fit ?? 0, shown: whole(sheet.fit ?? 0), unit: "",
      }],
    },
  ];
}
