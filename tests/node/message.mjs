// Messages between the conformance suite and whatever computes for it, in Node and in a page.
//
// A message is the length of a JSON header (u32, little-endian), the header, and the bytes of the arrays
// that header.arrays lists as {name, type, length}, type being "f32" or "u8". A request's header has a
// call and its arguments; a dot in an array's name leads into an object of them. An answer's header has
// its arrays or an error {message, kind}: "refused" leaves the one who answers as it was, "unsupported"
// is no fault, and after anything else it must be started again.

const ARRAY_TYPES = { f32: Float32Array, u8: Uint8Array };

/** How many bytes the arrays that a header lists have. */
export function payloadBytes(header) {
  return header.arrays.reduce((sum, { type, length }) => sum + length * ARRAY_TYPES[type].BYTES_PER_ELEMENT, 0);
}

/** The call and the request in a header and the bytes behind it. */
export function readRequest(header, payload) {
  const request = header.arguments;
  let from = 0;
  for (const { name, type, length } of header.arrays) {
    const ArrayType = ARRAY_TYPES[type];
    const to = from + length * ArrayType.BYTES_PER_ELEMENT;
    const names = name.split(".");
    const last = names.pop();
    const target = names.reduce((object, member) => object[member], request);
    // Copied: a view of the bytes as read might not be aligned to its elements.
    target[last] = new ArrayType(new Uint8Array(payload.subarray(from, to)).buffer);
    from = to;
  }
  return { call: header.call, request };
}

/** A message with the arrays of f32 that an object holds; members that are undefined are left out. */
export function writeArrays(named) {
  const arrays = Object.entries(named).filter(([, array]) => array !== undefined && array !== null);
  const listed = arrays.map(([name, { length }]) => ({ name, type: "f32", length }));
  return join({ arrays: listed }, arrays.map(([, { buffer, byteOffset, byteLength }]) => new Uint8Array(buffer, byteOffset, byteLength)));
}

export function writeError(message, kind) {
  return join({ error: { message, kind } }, []);
}

/** The header of a message that is whole, and the bytes behind it. */
export function split(message) {
  const length = new DataView(message.buffer, message.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(message.subarray(4, 4 + length)));
  return { header, payload: message.subarray(4 + length) };
}

function join(header, parts) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 4 + text.length));
  new DataView(whole.buffer).setUint32(0, text.length, true);
  let at = 4;
  for (const part of [text, ...parts]) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
