/** Where maps are held: in a worker of their own, or on the page's thread, in slices, where workers are refused. */
import { isElsewhere, throughBlob } from "../elsewhere";
import type { FromServer } from "../messages";
import { bestSimd } from "../simd";
import type { Source } from "../sources";
import { trustedAddress } from "../worker-address";
import { mapModules } from "./map-files";
import address from "./map-worker?worker&url";
import type { FromMapWorker, MapStart, ToMaps } from "./messages";

export interface MapHost {
  /** @throws DataCloneError when the message holds something that can't be sent. */
  post(message: ToMaps): void;
  /** Nothing is answered any more. */
  close(): void;
}

export interface MapListener {
  message(message: FromServer): void;
  /** The host is gone, with all its maps. */
  lost(reason: string): void;
}

/** Rejects when the module can't be had. */
export async function openMapHost(listener: MapListener): Promise<MapHost> {
  const source = mapModules[bestSimd()];
  if (typeof Worker === "function") {
    try {
      return await openWorker(listener, source);
    } catch {
      // Refused by the page's policy, perhaps: if it is the module, the page can't have it either, and says so.
    }
  }
  return openBeside(listener, source);
}

async function openWorker(listener: MapListener, source: Source): Promise<MapHost> {
  const script = isElsewhere(address) ? await throughBlob(address) : address;
  return new Promise((resolve, reject) => {
    const worker = new Worker(trustedAddress(script), { type: "module", name: "headwise-map" });
    let ready = false;
    const end = (reason: string): void => {
      worker.terminate();
      if (ready) listener.lost(reason);
      else reject(new Error(reason));
    };
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      end(event.message || "its script could not be loaded");
    });
    worker.addEventListener("messageerror", () => end("a message could not be read"));
    worker.addEventListener("message", ({ data }: MessageEvent<FromMapWorker>) => {
      if (data.type === "failed") {
        end(data.message);
      } else if (data.type === "ready") {
        ready = true;
        resolve({ post: (message) => worker.postMessage(message, []), close: () => worker.terminate() });
      } else {
        listener.message(data);
      }
    });
    worker.postMessage({ type: "start", source } satisfies MapStart, []);
  });
}

async function openBeside(listener: MapListener, source: Source): Promise<MapHost> {
  const { openServer } = await import("./open");
  let closed = false;
  // Later, as from a worker: an error that a listener throws is not the job's.
  const server = await openServer(source, (message) => queueMicrotask(() => closed || listener.message(message)));
  return {
    post: (message) => server.receive(structuredClone(message)),
    close: () => {
      closed = true;
    },
  };
}
