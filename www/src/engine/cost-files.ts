/** The module of costs as a file beside the script. Other ways of shipping have their own table in place of this one. */
import type { Source } from "./sources";

export const costModule: Source = { address: new URL("./generated-cost/cost.wasm", import.meta.url).href };
