/** Split: from a sentence to Q, K and V, and from their columns to heads. */
import type { Scene } from "../scene";
import { bands, narrowProjections } from "./bands";
import formulas from "./formulas.json?mathml";
import { heads } from "./heads";
import { keysValues } from "./keys-values";
import { everyRow, queryRow } from "./query-row";
import { sentence } from "./sentence";
import { sharedKeys } from "./shared-keys";

export const split: Scene = {
  id: "split",
  title: "Split",
  formulas,
  beats: [sentence, queryRow, everyRow, keysValues, bands, narrowProjections, heads, sharedKeys],
};
