/** Online softmax: one row in one pass, then tiles of queries and keys, as FlashAttention walks over them. */
import type { Scene } from "../scene";
import { bytes } from "./bytes";
import { divide } from "./divide";
import formulas from "./formulas.json?mathml";
import { memories } from "./memories";
import { onePass } from "./one-pass";
import { outputRides } from "./output-rides";
import { skipped } from "./skipped";
import { hiddenRow, lateScore, overflow } from "./strain";
import { firstTile, nextTile } from "./tile";
import { twoPasses } from "./two-passes";
import { needsTiles } from "./walk";
import { workers } from "./workers";

const tiled = [onePass, outputRides, memories, firstTile, nextTile, skipped, divide, bytes, workers, overflow, lateScore, hiddenRow];

export const onlineSoftmax: Scene = {
  id: "online-softmax",
  title: "Online softmax",
  walksTiles: true,
  formulas,
  beats: [twoPasses, ...tiled.map((beat) => needsTiles(beat, twoPasses))],
};
