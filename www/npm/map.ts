/** Defines `<headwise-map>`. */
import { HeadwiseMap as Map } from "../src/elements/map/map";
import type { MapElement } from "./elements";

export const HeadwiseMap: CustomElementConstructor & (new () => MapElement) = Map;
