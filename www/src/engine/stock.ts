/**
 * Buffers for the copies that go to an instance, used again when they come back.
 *
 * A copy into fresh memory costs several times the copy itself, since the system hands the memory out
 * page by page: 6 MB in 1.4 ms, and in 0.2 ms where the pages are there.
 */
import { buffersOf, type Work } from "./messages";

/** Bytes from which a buffer is worth handing over: below, a message is faster with a copy in it. */
export const WORTH_HANDING_OVER = 1 << 16;
/** The most that is kept, in bytes. */
const MOST = 1 << 26;
/** Milliseconds after which what nobody took is let go. */
const PATIENCE = 2000;

type Cells = Float32Array | Uint8Array;

export class Stock {
  /** Oldest first. */
  private free: ArrayBuffer[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;
  private used = false;

  /** A copy in a buffer of its own, which may be longer. */
  copy<T extends Cells>(array: T): T {
    const copy = this.take(array, array.length);
    copy.set(array);
    return copy;
  }

  /** An array of the kind of `like`, not cleared, in a buffer of its own. */
  take<T extends Cells>(like: T, length: number): T {
    const bytes = length * like.BYTES_PER_ELEMENT;
    const kept = this.free.findIndex(({ byteLength }) => byteLength >= bytes && byteLength <= 2 * bytes);
    const buffer = (kept < 0 ? undefined : this.free.splice(kept, 1)[0]) ?? new ArrayBuffer(bytes);
    const Kind = like.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => T;
    return new Kind(buffer, 0, length);
  }

  /** The cells of a copy's buffer for a result of that length, which is written when the copy is read; undefined where they are too few. */
  room({ buffer }: Float32Array, length: number): Float32Array | undefined {
    const bytes = length * Float32Array.BYTES_PER_ELEMENT;
    return bytes >= WORTH_HANDING_OVER && buffer.byteLength >= bytes ? new Float32Array(buffer, 0, length) : undefined;
  }

  /** Takes buffers back. */
  give(buffers: readonly ArrayBuffer[]): void {
    this.free.push(...buffers.filter(({ byteLength }) => byteLength >= WORTH_HANDING_OVER));
    let bytes = this.bytes;
    while (bytes > MOST) bytes -= this.free.shift()?.byteLength ?? bytes;
    this.used = true;
    if (this.free.length > 0) this.timer ??= this.wait();
  }

  /** What is kept now. */
  get bytes(): number {
    return this.free.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  clear(): void {
    this.free = [];
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private wait(): ReturnType<typeof setTimeout> {
    this.used = false;
    const timer = setTimeout(() => {
      if (this.used) this.timer = this.wait();
      else this.clear();
    }, PATIENCE);
    // Node would wait for it before it ends.
    (timer as { unref?(): void }).unref?.();
    return timer;
  }
}

/** The buffers in a value that had better be handed over than be copied with the message. */
export function largeBuffersOf(value: unknown): ArrayBuffer[] {
  return buffersOf(value).filter(({ byteLength }) => byteLength >= WORTH_HANDING_OVER);
}

/** The work with copies of its large arrays, and the buffers that these are in. The message copies the small ones. */
export function lend(work: Work, stock: Stock): { readonly work: Work; readonly buffers: ArrayBuffer[] } {
  const buffers: ArrayBuffer[] = [];
  const copied = <T>(operand: T): T => {
    if (!(operand instanceof Float32Array || operand instanceof Uint8Array)) return operand;
    if (operand.byteLength < WORTH_HANDING_OVER) {
      // With a view a message would copy all that is behind it.
      return operand.byteLength === operand.buffer.byteLength ? operand : (operand.slice() as T);
    }
    const copy = stock.copy<Cells>(operand);
    buffers.push(copy.buffer as ArrayBuffer);
    return copy as T;
  };
  switch (work.kind) {
    case "attention": {
      const { q, k, v, mask } = work.request;
      const own = mask ? { ...mask, data: copied(mask.data) } : null;
      return { work: { ...work, request: { ...work.request, q: copied(q), k: copied(k), v: copied(v), mask: own } }, buffers };
    }
    case "project": {
      const { x, w, bias } = work.request;
      return { work: { ...work, request: { ...work.request, x: copied(x), w: copied(w), bias: copied(bias) } }, buffers };
    }
    case "upload":
    case "write":
      return { work: { ...work, data: copied(work.data) }, buffers };
    default:
      return { work, buffers };
  }
}
