/** The files of a model as a reader picks them: which is which, and no more of them than can be shown. */
import type { ModelFiles } from "../../engine";

const mebibyte = 2 ** 20;
/** More than the largest model that a trace shows has, in 64 bits a number. */
const most = { config: mebibyte, tensors: 64 * mebibyte, tokenizer: 32 * mebibyte };

/** Other ways to store a model, by the ends of their names. */
const others = /\.(?:bin|pt|pth|gguf|ggml|onnx|h5|msgpack)$/iu;

/**
 * The bytes of a model. Files that are neither of the three are passed over, as a folder has them.
 * @throws Error with a sentence for the reader when one is missing, given twice or too large.
 */
export async function readModel(files: readonly File[]): Promise<ModelFiles> {
  const config = only(files, "config.json", (name) => name === "config.json");
  const tensors = only(files, "a .safetensors file", (name) => name.endsWith(".safetensors"));
  const tokenizer = only(files, "tokenizer.json", (name) => name === "tokenizer.json");
  if (tensors === null) {
    const other = files.find(({ name }) => others.test(name));
    if (other !== undefined) throw new Error(`${other.name} is no safetensors file, and no other is read.`);
    throw new Error("A .safetensors file is missing: choose it together with its config.json.");
  }
  if (config === null) throw new Error(`config.json is missing: choose it together with ${tensors.name}.`);
  return {
    config: await bytesOf(config, most.config),
    tensors: await bytesOf(tensors, most.tensors),
    tokenizer: tokenizer === null ? null : await bytesOf(tokenizer, most.tokenizer),
  };
}

function only(files: readonly File[], what: string, is: (name: string) => boolean): File | null {
  const [found, second] = files.filter(({ name }) => is(name.toLowerCase()));
  if (second === undefined) return found ?? null;
  throw new Error(`${what} is there ${files.filter(({ name }) => is(name.toLowerCase())).length} times: a model in several files is not read.`);
}

/** Its size is looked at before anything is read. */
async function bytesOf(file: File, limit: number): Promise<Uint8Array> {
  if (file.size > limit) {
    throw new Error(`${file.name} has ${Math.ceil(file.size / mebibyte)} MiB, and at most ${limit / mebibyte} are read: a model to be drawn is small.`);
  }
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Error(`${file.name} could not be read.`);
  }
}
