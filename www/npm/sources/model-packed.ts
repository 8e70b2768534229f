/** The trained model inside the script. */
import config from "../../public/model/config.json?packed";
import tensors from "../../public/model/model.safetensors?packed";
import type { Source } from "../../src/engine/sources";

export const modelFiles: Readonly<Record<"config" | "tensors", Source>> = { config: { packed: config }, tensors: { packed: tensors } };
