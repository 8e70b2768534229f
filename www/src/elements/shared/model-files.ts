/** The files of the trained model, beside the script. Other ways of shipping have their own table in place of this one. */
import type { Source } from "../../engine/sources";

export const modelFiles: Readonly<Record<"config" | "tensors", Source>> = {
  config: { address: new URL("../../../public/model/config.json", import.meta.url).href },
  tensors: { address: new URL("../../../public/model/model.safetensors", import.meta.url).href },
};
