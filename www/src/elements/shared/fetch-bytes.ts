/** Files of a model, as they stream in. */
import type { Source } from "../../engine/sources";
import { unpack } from "../../engine/unpack";

/** More than this is not the model: it is not read to its end. */
const mostBytes = 2 ** 24;

/**
 * The bytes of a file; `told` is told the share that is there.
 * @throws Error with a reason that a reader can be told
 */
export async function fetchBytes(source: Source, told: (share: number | null) => void = () => {}): Promise<Uint8Array> {
  if ("packed" in source) return unpack(source.packed);
  try {
    return await read(new URL(source.address), told);
  } catch (error) {
    // A fetch that fails says so in each browser's own words.
    throw error instanceof TypeError ? new Error("its files could not be fetched") : error;
  }
}

async function read(address: URL, told: (share: number | null) => void): Promise<Uint8Array> {
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
