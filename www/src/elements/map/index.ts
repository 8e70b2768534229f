/** The map's element by itself: pages that show scenes do not load it. */
export { HeadwiseMap } from "./map";
