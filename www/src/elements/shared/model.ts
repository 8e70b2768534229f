/**
 * The trained model of this page, which all its elements share: fetched when it is first wanted, and
 * loaded into their engine.
 */
import type { Engine, ModelInfo } from "../../engine";
import { messageOf } from "../../engine/errors";
import type { Source } from "../../engine/sources";
import { fetchBytes } from "./fetch-bytes";
import { modelFiles } from "./model-files";

export type ModelState =
  | { readonly kind: "absent" }
  /** `share` of the bytes that have come, 0 to 1; null where the host does not say how many there are. */
  | { readonly kind: "loading"; readonly share: number | null }
  | { readonly kind: "ready"; readonly info: ModelInfo }
  | { readonly kind: "failed"; readonly message: string };

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
      this.change({ kind: "failed", message: messageOf(error) });
      throw error;
    });
    return this.loading;
  }

  private async fetchInto(engine: Engine): Promise<ModelInfo> {
    this.change({ kind: "loading", share: 0 });
    const [config, tensors] = await Promise.all([
      fetchBytes(this.addresses.config),
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
