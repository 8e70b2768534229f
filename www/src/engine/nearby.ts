/** Short calls of a pool on the thread that asks, from the first over a tensor on: the code for it is loaded then. */
import type { HostOptions, Listener } from "./host";
import type { ToServer, Work } from "./messages";
import type { Change, Far, Near } from "./near";
import { shortOver } from "./short";

export class Nearby {
  private near: Near | null = null;
  private opening: Promise<void> | null = null;
  private closed = false;

  /** @param instance The build that the workers run, and its module. */
  constructor(
    private readonly listener: Listener,
    private readonly far: Far,
    private readonly instance: () => Pick<HostOptions, "simd" | "module">,
  ) {}

  /** Bytes of the copies that this thread holds. */
  get bytes(): number {
    return this.near?.bytes ?? 0;
  }

  /** Whether the call is short and was taken. */
  take(call: Extract<ToServer, { type: "call" }>, transfer: Transferable[]): boolean {
    const tensors = shortOver(call.work);
    if (tensors === null) return false;
    // Calls without tensors go along with others; for them alone nothing is loaded.
    if (tensors.length > 0) this.opening ??= this.open();
    if (!this.near?.has(tensors, call.work)) return false;
    this.near.post(call, transfer);
    return true;
  }

  cancel(id: number): void {
    this.near?.cancel(id);
  }

  follow(work: Work): void {
    if (work.kind === "write" || work.kind === "release") this.near?.follow(work satisfies Change);
  }

  close(): void {
    this.closed = true;
    this.near?.close();
  }

  private async open(): Promise<void> {
    try {
      const { openNear } = await import("./near");
      const near = await openNear(this.listener, this.far, this.instance());
      if (this.closed) near.close();
      else this.near = near;
    } catch {
      // A page may be forbidden to compile where its workers are not. They do all calls, as before.
    }
  }
}
