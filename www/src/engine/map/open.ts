/** The package of maps: its only importer, loaded with the first map. */
import { compile, type Job } from "../load";
import * as generated from "../generated-map/headwise_wasm.js";
import { Server, type Post } from "../serve";
import type { Source } from "../sources";
import type { MapWork } from "./messages";

/** Fetches, compiles and starts it, one instance for each realm, and answers with it. */
export async function openServer(source: Source, post: Post): Promise<Server<MapWork>> {
  await generated.default({ module_or_path: await compile(source) });
  // async, so that what a job throws as it is made is a rejection.
  return new Server<MapWork>({ reset: () => generated.__wbg_reset_state() }, post, async (work) => jobOf(work));
}

function jobOf(work: MapWork): Job {
  switch (work.kind) {
    case "open":
      return done(generated.openMap(work.map, work.request));
    case "look":
      return new generated.MapJob(work.map, work.region);
    case "cell":
      return done(generated.mapCell(work.map, work.row, work.key));
    case "memory":
      return done(generated.mapMemory());
    case "close":
      return done(generated.closeMap(work.map));
  }
}

function done(value: unknown): Job {
  return { advance: () => true, progress: () => 1, finish: () => value, free: () => {} };
}
