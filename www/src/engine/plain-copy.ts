/**
 * Copies of plain data: numbers, texts, lists, objects, typed arrays. Several times as fast as a structured
 * clone, which for a small call takes a fifth of the time that the call does.
 */
import { WORTH_HANDING_OVER, type Stock } from "./stock";

/**
 * A copy that shares nothing with the value; large arrays are copied into buffers of the stock.
 * @throws DataCloneError for what a message can't hold either, and TypeError for a detached array.
 */
export function plainCopy<T>(value: T, stock: Stock): T {
  return copy(value, stock) as T;
}

function copy(value: unknown, stock: Stock): unknown {
  if (typeof value === "function" || typeof value === "symbol") return structuredClone(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Float32Array || value instanceof Uint8Array) {
    return value.byteLength < WORTH_HANDING_OVER ? value.slice() : stock.copy<Float32Array | Uint8Array>(value);
  }
  if (Array.isArray(value)) return value.map((entry) => copy(entry, stock));
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
  const copied: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(value)) copied[name] = copy(entry, stock);
  return copied;
}
