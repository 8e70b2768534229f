/** What a task calls the settings that it lets the reader change, by their attributes. */
const labels: Readonly<Record<string, string>> = {
  temperature: "Temperature", row: "Query row", head: "Head", heads: "Heads", "kv-heads": "Key and value heads", seed: "Seed", text: "Sentence",
  "tile-rows": "Rows of a tile, B_r", "tile-columns": "Columns of a tile, B_c", splits: "Workers", "d-model": "Width of the model", layer: "Layer", causal: "Causal mask",
  prompt: "Words of the prompt", steps: "Words after it", block: "Tokens of a page", window: "Words of the window", sinks: "Sinks",
};

export function labelOf(attribute: string): string {
  return labels[attribute] ?? attribute;
}

/** The name of a component of a query, counted from 1: q₁. */
export function componentName(place: number): string {
  return `q${String(place).replace(/\d/gu, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)] ?? digit)}`;
}
