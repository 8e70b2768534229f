// The messages on standard input, one at a time, each as its bytes.
import { stdin } from "node:process";
import { payloadBytes } from "./message.mjs";

/** Yields every message until the input ends. */
export async function* requests() {
  const read = byteReader();
  for (;;) {
    const length = await read(4);
    if (length === null) return;
    const header = await read(length.readUInt32LE());
    const payload = await read(payloadBytes(JSON.parse(header.toString())));
    yield Buffer.concat([length, header, payload]);
  }
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
