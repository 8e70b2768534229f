/** The engine for the conformance suite: asks for one request after the other and answers it. */
import { createEngine, type AttentionRequest, type Engine } from "../../../www/src/engine";
import { readRequest, split, writeArrays, writeError } from "../../node/message.mjs";

const settings = new URLSearchParams(location.search);
const backend = settings.get("backend") === "webgpu" ? "webgpu" : "cpu";

async function start(): Promise<Engine | string> {
  if (backend === "webgpu" && (await adapter()) === null) return "this browser has no WebGPU adapter";
  return createEngine({ backend });
}

/** Null also where the browser has no WebGPU or refuses to look. */
async function adapter(): Promise<GPUAdapter | null> {
  return (await navigator.gpu?.requestAdapter().catch(() => null)) ?? null;
}

async function answer(engine: Engine | string, message: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof engine === "string") return writeError(engine, settings.has("expected") ? "refused" : "unsupported");
  try {
    const { header, payload } = split(message);
    const { request } = readRequest(header, payload);
    const result = await engine.attention(request as AttentionRequest & { keep?: undefined });
    const { info } = engine;
    // The right numbers from the wrong place would hide that nothing was tested.
    if (info.backend !== backend) {
      return writeError(`it ran on ${info.backend}: ${info.fallbackReason ?? "no reason was given"}`, "refused");
    }
    return writeArrays(result);
  } catch (error) {
    return writeError(String(error), "refused");
  }
}

const engine = await start();
for (;;) {
  const request = await fetch("request", { cache: "no-store" });
  const message = new Uint8Array(await request.arrayBuffer());
  await fetch("answer", { method: "POST", body: await answer(engine, message) });
}
