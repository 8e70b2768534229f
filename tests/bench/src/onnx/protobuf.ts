/**
 * Protocol Buffers, written only: the wire format of https://protobuf.dev/programming-guides/encoding,
 * as much of it as an ONNX model needs. A field is its tag and its content; a message is its
 * fields one after the other.
 */

/** One encoded field. */
export type Field = Uint8Array;

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** An integer, 0 or more. */
export function integer(number: number, value: number): Field {
  return Uint8Array.from([...varint((number << 3) | VARINT), ...varint(value)]);
}

export function text(number: number, value: string): Field {
  return bytes(number, new TextEncoder().encode(value));
}

export function message(number: number, fields: readonly Field[]): Field {
  return bytes(number, join(fields));
}

export function bytes(number: number, content: Uint8Array): Field {
  const head = [...varint((number << 3) | LENGTH_DELIMITED), ...varint(content.length)];
  return join([Uint8Array.from(head), content]);
}

/** The fields of a message, in order. */
export function join(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(fields.reduce((total, field) => total + field.length, 0));
  let at = 0;
  for (const field of fields) {
    joined.set(field, at);
    at += field.length;
  }
  return joined;
}

/** Seven bits a byte, the lowest first; all bytes but the last have the high bit set. */
function varint(value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no unsigned integer`);
  const digits: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    digits.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...digits, rest];
}
