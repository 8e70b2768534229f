/** What a reader is told when something could not be computed. The codes are the engine's, and stable. */

export interface Failure {
  readonly code: string;
  readonly message: string;
}

const explained: Readonly<Record<string, string>> = {
  "empty-text": "Type at least one word: without words there is nothing to attend to.",
  "no-webassembly":
    "This browser can’t run WebAssembly, and every number here is computed with it. "
    + "Another browser, or switching WebAssembly on again, will show the picture.",
  "engine-unavailable": "The engine could not be loaded. Reload the page to try again.",
  "engine-panicked": "The computation broke down on these settings. It was started anew: change a setting to go on.",
  "engine-restarted": "The computation broke off and was started anew: change a setting to go on.",
};

/** The failure as told to the reader: known codes in our words, anything else in its own. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const code = codeOf(error) ?? "unknown";
  return { code, message: explained[code] ?? `This could not be computed: ${message}` };
}

/** Whether a newer request took the place of this one: nothing to tell. */
export function isCancelled(error: unknown): boolean {
  return codeOf(error) === "cancelled" || (error instanceof Error && error.name === "AbortError");
}

function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
