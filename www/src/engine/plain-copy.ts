/**
 * A copy of plain data: numbers, texts, lists, objects, typed arrays. Several times as fast as a structured
 * clone, which for a small call takes a fifth of the time that the call does.
 * @param own Buffers that are copies already: arrays in them are left as they are.
 * @throws DataCloneError for what a message can't hold either, and TypeError for a detached array.
 */
export function plainCopy<T>(value: T, own: ReadonlySet<ArrayBufferLike>): T {
  return copy(value, own) as T;
}

function copy(value: unknown, own: ReadonlySet<ArrayBufferLike>): unknown {
  if (typeof value === "function" || typeof value === "symbol") return structuredClone(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Float32Array || value instanceof Uint8Array) return own.has(value.buffer) ? value : value.slice();
  if (Array.isArray(value)) return value.map((entry) => copy(entry, own));
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
  const copied: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(value)) copied[name] = copy(entry, own);
  return copied;
}
