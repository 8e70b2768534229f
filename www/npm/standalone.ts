/** Engine and elements, with all that they load, in one file. */
export * from "../src/engine";
export * from "./element";
