/** onnxruntime-web on the GPU, tensors from and to JavaScript. */
import * as ort from "onnxruntime-web/webgpu";
import { adapterFor } from "./adapter";
import type { Setup } from "./engine";
import { locate, open } from "./onnxruntime";

export const webgpu: Setup = async (problem) => {
  const adapter = await adapterFor(problem);
  locate(ort, 1);
  return open(ort, problem, "webgpu", adapter);
};
