/** What is known of the trained model's heads, as a file beside the package's scripts. */
import type { Source } from "../../src/engine/sources";

export const reportFile: Source = { address: new URL("./model/heads.json", import.meta.url).href };
