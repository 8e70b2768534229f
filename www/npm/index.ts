/** The engine. */
export * from "../src/engine";
