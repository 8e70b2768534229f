/** Defines `<headwise-heads>`. */
import { HeadwiseHeads as Heads } from "../src/elements/heads/heads";

export const HeadwiseHeads: CustomElementConstructor = Heads;
