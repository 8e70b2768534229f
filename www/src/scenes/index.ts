/** The scenes of the playground in the order of the story. */
import { attend } from "./attend";
import { concat } from "./concat";
import { kvCache } from "./kv-cache";
import { onlineSoftmax } from "./online-softmax";
import type { Scene } from "./scene";
import { split } from "./split";

export const scenes: readonly Scene[] = [split, attend, concat, onlineSoftmax, kvCache];
