/** Where this realm loads the GPU's module from: the page knows, and tells its worker. */
import type { Source } from "../sources";

let told: Source | null = null;

/** @param source Null where a copy of the engine comes without the module. */
export function tellGpuSource(source: Source | null): void {
  told = source;
}

/** @throws Error when the module is left out. */
export function gpuSource(): Source {
  if (told === null) throw new Error("the GPU's part is left out of this copy of the engine");
  return told;
}
