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

/** The words that a piece of HTML tells, without tags, formulas, drawings, inputs and the links below a scene. */
export function plainText(html: string): string {
  return html
    .replace(/<(math|pre|script|style|noscript|fieldset)\b.*?<\/\1>/gs, " ")
    .replace(/<figcaption>(<a\b[^>]*>[^<]*<\/a>)+<\/figcaption>/g, " ")
    // What stands within a line has no space around it that is not written.
    .replace(/<\/?(a|code|em|span|strong|sub|sup)\b[^>]*>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();
}
