/** What is known of the shipped model's heads, as a file beside the script. Other ways of shipping have their own in place of this one. */
import type { Source } from "../../engine/sources";

export const reportFile: Source = { address: new URL("../../../public/model/heads.json", import.meta.url).href };
