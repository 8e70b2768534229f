/** The module of costs as a file beside the package's scripts. */
import type { Source } from "../../src/engine/sources";

export const costModule: Source = { address: new URL("./cost.wasm", import.meta.url).href };
