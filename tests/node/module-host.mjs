// Drives the built WebAssembly module for the conformance suite, as the engine does.
//
//   node module-host.mjs PATH/TO/headwise_wasm.js
//
// Answers the messages on standard input (message.mjs says what they are) until it ends.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { argv, stdout } from "node:process";
import { pathToFileURL } from "node:url";
import { readRequest, split, writeArrays, writeError } from "./message.mjs";
import { requests } from "./requests.mjs";

const packagePath = path.resolve(argv[2]);
const module = await import(pathToFileURL(packagePath).href);
module.initSync({ module: await bestModule(path.dirname(packagePath)) });

const calls = {
  attention(request) {
    const job = new module.AttentionJob(request);
    try {
      while (!job.advance());
      return job.finish();
    } finally {
      job.free();
    }
  },
  rotary(request) {
    return { output: module.rotaryEmbedding(request) };
  },
};

/** The fastest of the package's modules that this Node runs, which is what the engine would load. */
async function bestModule(folder) {
  for (const simd of ["relaxed", "simd128", "scalar"]) {
    const bytes = await readFile(path.join(folder, `${simd}.wasm`));
    if (WebAssembly.validate(bytes)) return new WebAssembly.Module(bytes);
  }
  throw new Error(`no module in ${folder} runs here`);
}

function answer(message) {
  const { header, payload } = split(message);
  try {
    const { call, request } = readRequest(header, payload);
    return writeArrays(calls[call](request));
  } catch (error) {
    const kind = error instanceof WebAssembly.RuntimeError ? "lost" : "refused";
    return writeError(`${error.name}: ${error.message}`, kind);
  }
}

for await (const message of requests()) stdout.write(answer(message));
