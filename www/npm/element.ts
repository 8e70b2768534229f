/** Defines `<headwise-scene>` and `<headwise-playground>`. */
export { HeadwisePlayground } from "./playground";
export { HeadwiseScene } from "./scene";
export type * from "./elements";
