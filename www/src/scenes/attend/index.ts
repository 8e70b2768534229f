/** Attend: from queries and keys to weights, and from weights to a head's output. */
import type { Scene } from "../scene";
import { allHeads } from "./all-heads";
import formulas from "./formulas.json?mathml";
import { mask } from "./mask";
import { mixValues } from "./mix-values";
import { scaleScores } from "./scale";
import { allScores, rowOfScores } from "./scores";
import { softmaxRow } from "./softmax";
import { weights } from "./weights";
import { wideHead } from "./wide-head";

export const attend: Scene = {
  id: "attend",
  title: "Attend",
  formulas,
  beats: [rowOfScores, allScores, scaleScores, mask, softmaxRow, weights, mixValues, allHeads, wideHead],
};
