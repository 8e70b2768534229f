/** The calculator's element by itself: pages that show scenes do not load it. */
export { HeadwiseCost } from "./cost";
