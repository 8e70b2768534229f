/** Colour scales. What a reader compares shares one limit. */
import type { ColorScale, Hue, LegendEntry } from "../../marks/display-list";
import type { TraceReader } from "../../trace/reader";

/** A diverging scale that ends at the largest magnitude in any of the tensors. */
export function diverging(trace: TraceReader, hue: Hue, ...tensors: readonly string[]): ColorScale {
  const limit = Math.max(...tensors.map((name) => trace.tensor(name).limit));
  return { kind: "diverging", hue, limit: limit > 0 ? limit : 1 };
}

/** Weights and other shares of one. */
export function unit(hue: Hue): ColorScale {
  return { kind: "sequential", hue, limit: 1 };
}

/** The same limits in another hue. */
export function inHue(scale: ColorScale, hue: Hue): ColorScale {
  return { ...scale, hue };
}

export function legend(label: string, scale: ColorScale): LegendEntry {
  return { label, scale };
}

/** Scales of the projections: one limit for Q, K and V, one for W_Q, W_K and W_V. */
export function projectionScales(
  trace: TraceReader,
): Readonly<Record<"stream" | "query" | "key" | "value" | "parameter", ColorScale>> {
  const projected = (hue: Hue): ColorScale => diverging(trace, hue, "q", "k", "v");
  return {
    stream: diverging(trace, "stream", "x"),
    query: projected("query"),
    key: projected("key"),
    value: projected("value"),
    parameter: diverging(trace, "parameter", "wq", "wk", "wv"),
  };
}
