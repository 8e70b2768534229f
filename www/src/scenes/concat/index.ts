/** Concat and W_O: the heads' outputs side by side, mixed by W_O, and added to the stream. */
import type { Scene } from "../scene";
import { sumOfHeads, switchedOff } from "./contributions";
import { concatenate, outputs, silos } from "./gather";
import { output, outputWeights } from "./project";
import { residual } from "./residual";

export const concat: Scene = {
  id: "concat",
  title: "Concat and W_O",
  beats: [outputs, concatenate, silos, outputWeights, output, sumOfHeads, switchedOff, residual],
};
