/** Defines `<headwise-scene>`. */
import { HeadwiseScene as Scene } from "../src/elements/scene/scene";
import type { ElementClass } from "./elements";

export const HeadwiseScene: ElementClass = Scene;
