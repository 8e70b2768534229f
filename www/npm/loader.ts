/** Loads the elements of the page when one of them nears the viewport. */
export { watch } from "../src/elements/loader";
