/** Text and attributes as HTML. */

export function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

/** A title with its symbols set: `W_O`, `d_k`. */
export function titleHtml(title: string): string {
  return escapeHtml(title).replace(/\b(\p{L})_(\p{L}+)\b/gu, "$1<sub>$2</sub>");
}

/** ` name="value"` for each, in order; null leaves one out and "" writes the name alone. */
export function attributes(values: Readonly<Record<string, string | null>>): string {
  return Object.entries(values).map(([name, value]) => {
    if (value === null) return "";
    return value === "" ? ` ${name}` : ` ${name}="${escapeHtml(value)}"`;
  }).join("");
}

/** The words of a piece of HTML, without tags, formulas and drawings. */
export function plainText(html: string): string {
  return html
    .replace(/<(math|pre|script|style)\b.*?<\/\1>/gs, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();
}
