/** The trained model as files beside the package's scripts. */
import type { Source } from "../../src/engine/sources";

export const modelFiles: Readonly<Record<"config" | "tensors", Source>> = {
  config: { address: new URL("./model/config.json", import.meta.url).href },
  tensors: { address: new URL("./model/model.safetensors", import.meta.url).href },
};
