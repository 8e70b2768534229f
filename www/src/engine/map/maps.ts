/** Maps of attention that are never stored: opened from Q and K, looked at region by region. */
import type { MapBlocks } from "../../trace/generated/MapBlocks";
import type { MapCell } from "../../trace/generated/MapCell";
import type { MapInfo } from "../../trace/generated/MapInfo";
import type { MapRegion } from "../../trace/generated/MapRegion";
import type { MapRequest } from "../../trace/generated/MapRequest";
import { AttentionError, engineError, messageOf } from "../errors";
import type { FromServer } from "../messages";
import type { CallOptions } from "../types";
import { openMapHost, type MapHost } from "./host";
import type { MapWork } from "./messages";

const OPERATION = "map";

export type { MapBlocks, MapCell, MapInfo, MapRegion, MapRequest };

/** A map that is open. Every method rejects with an `AttentionError`: `map-lost` when the instance is gone. */
export interface AttentionMap {
  readonly info: MapInfo;
  /** The largest and the mean weight of every block of a region. */
  look(region: MapRegion, options?: Pick<CallOptions, "signal">): Promise<MapBlocks>;
  /** One weight, derived. */
  cell(row: number, key: number, options?: Pick<CallOptions, "signal">): Promise<MapCell>;
  /** Frees it. Safe twice. */
  close(): void;
}

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AttentionError) => void;
}

/** One worker, started with the first map. */
export class Maps {
  private host: Promise<MapHost> | null = null;
  private readonly calls = new Map<number, Call>();
  private nextCall = 0;
  private nextMap = 0;
  private disposed = false;

  /**
   * Opens a map: queries and keys are made or taken, nothing else is computed yet.
   * @throws AttentionError why there can be none, such as `too-large`, `empty-text` or `shape-mismatch`.
   */
  async open(request: MapRequest, options: Pick<CallOptions, "signal"> = {}): Promise<AttentionMap> {
    const map = this.nextMap++;
    const info = (await this.ask({ kind: "open", map, request }, options)) as MapInfo;
    return {
      info,
      look: async (region, options) => (await this.ask({ kind: "look", map, region }, options)) as MapBlocks,
      cell: async (row, key, options) => (await this.ask({ kind: "cell", map, row, key }, options)) as MapCell,
      // An instance that is gone has freed it.
      close: () => void this.ask({ kind: "close", map }).catch(() => {}),
    };
  }

  /** Bytes of the instance: of all its maps, and of what is under way. */
  async memory(): Promise<number> {
    return (await this.ask({ kind: "memory" })) as number;
  }

  /** Ends the worker. Calls in flight reject with code `disposed`. */
  dispose(): void {
    this.disposed = true;
    this.end("disposed", "the maps were disposed");
  }

  private async ask(work: MapWork, { signal }: Pick<CallOptions, "signal"> = {}): Promise<unknown> {
    if (this.disposed) throw engineError("disposed", OPERATION, "the maps were disposed");
    this.host ??= this.start();
    const host = await this.host;
    if (signal?.aborted) throw engineError("cancelled", OPERATION, "the call was cancelled", signal.reason);
    const id = this.nextCall++;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.calls.delete(id);
        host.post({ type: "cancel", id });
        reject(engineError("cancelled", OPERATION, "the call was cancelled", signal?.reason));
      };
      const settled = (): void => signal?.removeEventListener("abort", abort);
      this.calls.set(id, {
        resolve: (value) => (settled(), resolve(value)),
        reject: (error) => (settled(), reject(error)),
      });
      signal?.addEventListener("abort", abort, { once: true });
      try {
        host.post({ type: "call", id, work });
      } catch (error) {
        this.take(id)?.reject(engineError("bad-request", OPERATION, messageOf(error), error));
      }
    });
  }

  private async start(): Promise<MapHost> {
    try {
      return await openMapHost({
        message: (message) => this.receive(message),
        lost: (reason) => this.end("engine-panicked", reason),
      });
    } catch (error) {
      this.host = null;
      throw engineError("engine-unavailable", OPERATION, `the WebAssembly module for maps could not be loaded: ${messageOf(error)}`, error);
    }
  }

  private receive(message: FromServer): void {
    switch (message.type) {
      case "progress":
        break;
      case "result":
        this.take(message.id)?.resolve(message.value);
        break;
      case "refused":
        this.take(message.id)?.reject(new AttentionError(message.error));
        break;
      case "panicked":
        this.take(message.id)?.reject(engineError("engine-panicked", OPERATION, message.message));
        break;
      case "lost":
        this.end("engine-panicked", message.message);
        break;
    }
  }

  /** Closes the worker; the next call starts another, in which no map is open. */
  private end(code: "disposed" | "engine-panicked", reason: string): void {
    void this.host?.then((host) => host.close(), () => {});
    this.host = null;
    for (const id of this.calls.keys()) this.take(id)?.reject(engineError(code, OPERATION, reason));
  }

  private take(id: number): Call | undefined {
    const call = this.calls.get(id);
    this.calls.delete(id);
    return call;
  }
}
