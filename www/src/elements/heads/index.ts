/** The heads' element by itself: pages that show scenes do not load it. */
export { HeadwiseHeads } from "./heads";
