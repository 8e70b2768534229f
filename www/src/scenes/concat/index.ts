/** Concat and W_O: the heads' outputs side by side, mixed by W_O, and added to the stream. */
import type { Scene } from "../scene";
import formulas from "./formulas.json?mathml";
import { concatenate, outputs, silos } from "./gather";
import { output } from "./output";
import { outputWeights } from "./output-weights";
import { residual } from "./residual";
import { sumOfHeads } from "./sum-of-heads";
import { switchedOff } from "./switched-off";

export const concat: Scene = {
  id: "concat",
  title: "Concat and W_O",
  short: "Concat",
  formulas,
  beats: [outputs, concatenate, silos, outputWeights, output, sumOfHeads, switchedOff, residual],
};
