/**
 * The trained model of this page, which all its elements share: fetched when it is first wanted, and
 * loaded into their engine.
 */
import type { Engine, ModelInfo } from "../../engine";
import type { Source } from "../../engine/sources";
import { unpack } from "../../engine/unpack";
import { modelFiles } from "./model-files";

export type ModelState =
  | { readonly kind: "absent" }
  /** `share` of the bytes that have come, 0 to 1; null where the host does not say how many there are. */
  | { readonly kind: "loading"; readonly share: number | null }
  | { readonly kind: "ready"; readonly info: ModelInfo }
  | { readonly kind: "failed"; readonly message: string };

/** More than this is not the model: it is not read to its end. */
const mostBytes = 2 ** 24;

/** Fires `change` whenever its state has. */
export class TrainedModel extends EventTarget {
  state: ModelState = { kind: "absent" };
  private loading: Promise<ModelInfo> | null = null;

  constructor(private readonly addresses: Readonly<Record<"config" | "tensors", Source>> = modelFiles) {
    super();
  }

  /** The model, loaded into `engine`: once for all who ask, and once more when it is asked for after a failure. */
  load(engine: Engine): Promise<ModelInfo> {
    this.loading ??= this.fetchInto(engine).catch((error: unknown) => {
      this.loading = null;
      this.change({ kind: "failed", message: reasonOf(error) });
      throw error;
    });
    return this.loading;
  }

  private async fetchInto(engine: Engine): Promise<ModelInfo> {
    this.change({ kind: "loading", share: 0 });
    const [config, tensors] = await Promise.all([
      fetchBytes(this.addresses.config, () => {}),
      fetchBytes(this.addresses.tensors, (share) => this.change({ kind: "loading", share })),
    ]);
    const info = await engine.loadModel({ config, tensors });
    this.change({ kind: "ready", info });
    return info;
  }

  private change(state: ModelState): void {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

export const trainedModel = new TrainedModel();

function reasonOf(error: unknown): string {
  // A fetch that fails says so in each browser's own words.
  if (error instanceof TypeError) return "its files could not be fetched";
  return error instanceof Error ? error.message : String(error);
}

/** The bytes of a file as they stream in; `told` is told the share that is there. */
async function fetchBytes(source: Source, told: (share: number | null) => void): Promise<Uint8Array> {
  if ("packed" in source) return unpack(source.packed);
  const address = new URL(source.address);
  const response = await fetch(address);
  if (!response.ok || response.body === null) throw new Error(`${address.pathname} answered ${response.status}`);
  // A compressed file is counted in other bytes than those that are read.
  const plain = response.headers.get("Content-Encoding") === null;
  const length = plain ? Number(response.headers.get("Content-Length") ?? 0) : 0;
  const chunks: Uint8Array[] = [];
  let read = 0;
  const reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    read += next.value.length;
    if (read > mostBytes) {
      await reader.cancel();
      throw new Error(`${address.pathname} is larger than any model that is shown`);
    }
    told(length > 0 ? Math.min(1, read / length) : null);
  }
  const bytes = new Uint8Array(read);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
