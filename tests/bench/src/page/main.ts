/** What the program that opens the page calls. */
import { visit } from "./visit";

const bench = { visit };

export type Bench = typeof bench;

Object.assign(globalThis, { bench });
