/** The scene of the KV cache, in outline: what draws it is fetched behind the first picture. */
import { outlineOf } from "../outline";

export const kvCache = outlineOf({
  id: "kv-cache",
  title: "KV cache",
  keepsCache: true,
  story: [
    ["prefill", "The prompt fills the cache"],
    ["next-token", "A token is produced"],
    ["new-row", "One row of K, one of V"],
    ["one-query", "One query over the whole cache"],
    ["growth", "Token by token"],
    ["without-cache", "With a cache and without"],
    ["whole-stack", "The whole stack"],
    ["kinds", "MHA, GQA, MQA, MLA"],
    ["pages", "Blocks behind a table"],
    ["sharing", "Two requests, one prefix"],
    ["fragmentation", "What is left unused"],
    ["eviction", "Sinks stay, the window slides"],
    ["sinks", "What eviction costs"],
    ["int8", "Eight bits a number"],
  ],
  load: async () => (await import("./kv-cache")).drawn,
});
