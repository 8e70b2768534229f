/** What passes between a page and the worker that looks at maps. */
import type { MapRegion } from "../../trace/generated/MapRegion";
import type { MapRequest } from "../../trace/generated/MapRequest";
import type { FromServer, ToServer } from "../messages";
import type { Source } from "../sources";

/** One piece of work, about the map of that id. */
export type MapWork =
  /** Answered by `MapInfo`. */
  | { readonly kind: "open"; readonly map: number; readonly request: MapRequest }
  /** Answered by `MapBlocks`. */
  | { readonly kind: "look"; readonly map: number; readonly region: MapRegion }
  /** Answered by `MapCell`. */
  | { readonly kind: "cell"; readonly map: number; readonly row: number; readonly key: number }
  /** Answered by the bytes of the instance. */
  | { readonly kind: "memory" }
  | { readonly kind: "close"; readonly map: number };

export type ToMaps = ToServer<MapWork>;

/** The first message to the worker: the module that it runs. It says `ready` or `failed`. */
export interface MapStart {
  readonly type: "start";
  readonly source: Source;
}

export type FromMapWorker = FromServer | { readonly type: "ready" } | { readonly type: "failed"; readonly message: string };
