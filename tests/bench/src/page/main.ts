/** What the program that opens the page calls. */
import { measureLimit } from "../limit/measure";
import { visit } from "./visit";

const bench = { visit, measureLimit };

export type Bench = typeof bench;

Object.assign(globalThis, { bench });
