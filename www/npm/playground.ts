/** Defines `<headwise-playground>`. */
import { HeadwisePlayground as Playground } from "../src/elements/playground/playground";
import type { ElementClass } from "./elements";

export const HeadwisePlayground: ElementClass = Playground;
