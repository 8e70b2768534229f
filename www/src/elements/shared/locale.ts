/** The languages that the words of the elements are in. */
const LANGUAGES = new Set(["en"]);

/** What is to be told of a language tag such as `en-GB` or `fr`; null when its language is there. */
export function localeProblem(tag: string): string | null {
  const language = tag.trim().toLowerCase().split("-")[0] ?? "";
  if (LANGUAGES.has(language)) return null;
  return `There are no words in “${tag}” yet: they stay English.`;
}
