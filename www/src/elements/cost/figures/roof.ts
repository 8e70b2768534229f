/** What moves, and how long it takes at least. */
import type { PassCost } from "../../../trace/generated/PassCost";
import { amount, count, digits, pace } from "../units";
import { keyOf, type Facts, type Figure, type Line } from "./figure";

const williams = "Williams, Waterman and Patterson 2009";

export function roofFigures({ sheet, sizes, tokens, batch, devices, weightBytes, bandwidth, peak }: Facts): readonly Figure[] {
  const { prefill, decode, parameters, cache } = sheet;
  const hasExperts = sizes.feedForward === "experts";
  const both = (line: (work: PassCost, name: "prefill" | "decode") => Omit<Line, "label">): readonly Line[] => [
    { label: "Prefill", ...line(prefill, "prefill") }, { label: "Decode", ...line(decode, "decode") },
  ];
  // Without experts both passes read the same weights: told once.
  const shared = (line: (work: PassCost) => Omit<Line, "label">): readonly Line[] =>
    hasExperts ? both(line) : [{ label: "", ...line(decode) }];
  const machine = { devices, bandwidth, peak };
  const met: Figure = {
    name: "expertsMet",
    title: "Experts that are met",
    note: "Of a layer, on average, by all new tokens together, when each chooses evenly.",
    source: "Balanced as in DeepSeek-AI 2024b, section 2.1.2",
    lines: both(({ experts }, name) => ({
      formula: `expertsMet.${name}`, values: { ...sizes, batch, tokens }, result: experts, shown: digits(experts), unit: "",
    })),
  };
  const read = keyOf("read", sizes.tied ? "tied" : "untied", sizes.positions > 0 && "positions", hasExperts && "experts");
  return [
    ...(hasExperts ? [met] : []),
    {
      name: "read",
      title: "Weights that are read",
      note: "Once for all tokens. Of the embedding each token looks up one row: too little to count.",
      source: "",
      lines: shared(({ weightsRead, experts }) => ({
        formula: read, values: { ...sizes, parameters, expertsMet: experts }, result: weightsRead, shown: count(weightsRead), unit: "",
      })),
    },
    {
      name: "bytes",
      title: "Bytes moved",
      note: "Prefill writes the cache, a step of decoding reads it. Activations are taken to stay on the chip.",
      source: "Shazeer 2019, section 2.4",
      lines: shared(({ weightsRead, bytes }) => ({
        formula: "bytes", values: { read: weightsRead, weightBytes, cache: cache.batch }, result: bytes, shown: amount(bytes, "B"), unit: "B",
      })),
    },
    {
      name: "intensity",
      title: "Arithmetic intensity",
      note: `Operations for each byte. The roofs of this machine meet at ${digits(sheet.ridge)}.`,
      source: williams,
      lines: both(({ flops, bytes, roof }) => ({
        formula: "intensity", values: { flops, bytes }, result: roof.intensity, shown: digits(roof.intensity), unit: "FLOP/B",
      })),
    },
    {
      name: "attainable",
      title: "Speed under the roofs",
      note: "The lower of the two: arithmetic, or memory at this intensity.",
      source: williams,
      lines: both(({ roof }) => ({
        formula: "attainable", values: { ...machine, intensity: roof.intensity }, result: roof.attainable, shown: amount(roof.attainable, "FLOP/s"), unit: "FLOP/s",
      })),
    },
    {
      name: "seconds",
      title: "Time at least",
      note: "Of the whole batch. Real kernels reach part of a roof, and machines wait for each other.",
      source: williams,
      lines: both(({ flops, bytes, roof }) => ({
        formula: "seconds", values: { ...machine, flops, bytes }, result: roof.seconds, shown: amount(roof.seconds, "s"), unit: "s",
      })),
    },
    {
      name: "rate",
      title: "Tokens a second at most",
      note: "All texts together.",
      source: "",
      lines: both(({ rate, roof }, name) => ({
        formula: `rate.${name}`, values: { batch, tokens, seconds: roof.seconds }, result: rate, shown: pace(rate), unit: "",
      })),
    },
  ];
}
