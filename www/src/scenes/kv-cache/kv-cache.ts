/** The KV cache: filled by a prompt, grown token by token, and kept small. */
import type { Scene } from "../scene";
import { needsCache } from "./cache";
import { eviction } from "./eviction";
import formulas from "./formulas.json?mathml";
import { growth } from "./growth";
import { int8 } from "./int8";
import { kinds } from "./kinds";
import { names } from "./names";
import { newRows } from "./new-row";
import { nextToken } from "./next-token";
import { oneQuery } from "./one-query";
import { fragmentation, pages, sharing } from "./pages";
import { prefill } from "./prefill";
import { sinks } from "./sinks";
import { wholeStack } from "./whole-stack";
import { withoutCache } from "./without-cache";

const later = [nextToken, newRows, oneQuery, growth, withoutCache, wholeStack].map((beat) => needsCache(beat, prefill));
const kept = [
  needsCache(kinds, prefill, "kindKeys"), ...[pages, sharing, fragmentation].map((beat) => needsCache(beat, prefill, "pageTable")),
  ...[eviction, sinks].map((beat) => needsCache(beat, prefill, "ringTokens")), needsCache(int8, prefill, "keyCodes"),
];

export const drawn: Scene = {
  id: "kv-cache",
  title: "KV cache",
  keepsCache: true,
  formulas,
  names,
  beats: [prefill, ...later, ...kept],
};
