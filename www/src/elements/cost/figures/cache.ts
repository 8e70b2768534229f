/** What the cache takes. */
import { amount, whole } from "../units";
import type { Facts, Figure } from "./figure";

const grouped = "Shazeer 2019; Ainslie et al. 2023";
const latent = "DeepSeek-AI 2024a, section 2.1";

export function cacheFigures({ sheet: { cache }, sizes, tokens, batch, cacheBytes }: Facts): readonly Figure[] {
  const isLatent = sizes.attention === "latent";
  const hasWindow = sizes.window > 0;
  return [
    {
      name: "numbers",
      title: "Numbers of one token in one layer",
      note: isLatent ? "One latent for the keys and values of all heads, and one rotary key." : "A key and a value for each of the g key heads, however many query heads share them.",
      source: isLatent ? latent : grouped,
      lines: [{
        label: "", formula: `numbers.${sizes.attention}`, values: { ...sizes }, result: cache.numbers, shown: whole(cache.numbers), unit: "",
      }],
    },
    {
      name: "token",
      title: "Bytes of one token",
      note: "In all layers.",
      source: isLatent ? latent : grouped,
      lines: [{
        label: "", formula: "token", values: { ...sizes, numbers: cache.numbers, cacheBytes }, result: cache.token, shown: amount(cache.token, "B"), unit: "B",
      }],
    },
    {
      name: "text",
      title: "One text",
      note: hasWindow ? "The window keeps the last w tokens in a rolling buffer." : "Every token of it stays until the text is done.",
      source: hasWindow ? "Beltagy et al. 2020; Jiang et al. 2023, section 2" : "Kwon et al. 2023, section 3",
      lines: [{
        label: "", formula: hasWindow ? "text.window" : "text", values: { ...sizes, tokens, token: cache.token }, result: cache.text, shown: amount(cache.text, "B"), unit: "B",
      }],
    },
    {
      name: "cache",
      title: "All texts",
      note: "Texts share nothing here; a common prefix could be kept once.",
      source: "Kwon et al. 2023, section 4",
      lines: [{
        label: "", formula: "cache", values: { batch, text: cache.text }, result: cache.batch, shown: amount(cache.batch, "B"), unit: "B",
      }],
    },
  ];
}
