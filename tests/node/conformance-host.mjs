// Drives the built WebAssembly module for the conformance suite, as the engine does.
//
//   node conformance-host.mjs PATH/TO/headwise_wasm.js
//
// Reads requests from standard input and writes answers to standard output, one at a time, until the
// input ends. A message is the length of a JSON header (u32, little-endian), the header, and the
// bytes of the arrays that header.arrays lists as {name, type, length}, type being "f32" or "u8".

import { readFile } from "node:fs/promises";
import path from "node:path";
import { argv, stdin, stdout } from "node:process";
import { pathToFileURL } from "node:url";

const ARRAY_TYPES = { f32: Float32Array, u8: Uint8Array };

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

/** Gives the next `length` bytes of standard input, or null where it ends. */
function byteReader() {
  const chunks = stdin[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  return async (length) => {
    const parts = [held];
    let available = held.length;
    while (available < length) {
      const { value, done } = await chunks.next();
      if (done) return null;
      parts.push(value);
      available += value.length;
    }
    const bytes = Buffer.concat(parts);
    held = bytes.subarray(length);
    return bytes.subarray(0, length);
  };
}

/** Puts an array into the request; a dot in its name leads into an object of it. */
function place(request, name, array) {
  const names = name.split(".");
  const last = names.pop();
  const target = names.reduce((object, member) => object[member], request);
  target[last] = array;
}

async function readRequest(read) {
  const length = await read(4);
  if (length === null) return null;
  const header = JSON.parse((await read(length.readUInt32LE())).toString());
  const request = header.arguments;
  for (const { name, type, length: count } of header.arrays) {
    const ArrayType = ARRAY_TYPES[type];
    const bytes = await read(count * ArrayType.BYTES_PER_ELEMENT);
    // Copied: a view of the bytes as read might not be aligned to its elements.
    place(request, name, new ArrayType(new Uint8Array(bytes).buffer));
  }
  return { call: header.call, request };
}

function answer({ call, request }) {
  try {
    const arrays = Object.entries(calls[call](request)).filter(([, array]) => array !== undefined);
    return {
      header: { arrays: arrays.map(([name, { length }]) => ({ name, type: "f32", length })) },
      payload: arrays.map(([, { buffer, byteOffset, byteLength }]) => Buffer.from(buffer, byteOffset, byteLength)),
    };
  } catch (error) {
    const trapped = error instanceof WebAssembly.RuntimeError;
    return { header: { error: { message: `${error.name}: ${error.message}`, trapped } }, payload: [] };
  }
}

const read = byteReader();
for (let next = await readRequest(read); next !== null; next = await readRequest(read)) {
  const { header, payload } = answer(next);
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  stdout.write(Buffer.concat([length, text, ...payload]));
}
