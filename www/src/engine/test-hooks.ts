/** A way for tests to break the engine. Left out of every build but `--mode test-hooks`. */
import type { Client } from "./client";

/** Gives a page's tests `headwiseTestHooks.panic()`: the newest engine's instance traps, and the call rejects. */
export function exposeTestHooks(client: Client): void {
  Object.assign(globalThis, { headwiseTestHooks: { panic: () => client.call({ kind: "panic" }) } });
}
