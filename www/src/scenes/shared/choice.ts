/** The reader's choice, kept within the trace: sentences and head counts change under it. */
import type { SceneContext } from "../scene";
import { clamp } from "./rects";
import { sizesOf } from "./sizes";

export function followedRow({ trace, choice }: SceneContext): number {
  return clamp(Math.trunc(choice.row), 0, trace.tokens.length - 1);
}

export function chosenHead({ trace, choice }: SceneContext): number {
  return clamp(Math.trunc(choice.head), 0, sizesOf(trace).h - 1);
}
