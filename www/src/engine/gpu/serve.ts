/**
 * Answers calls with one device, one at a time, in order: the scopes that catch a device's errors must
 * not interleave. A call that the device can't do goes back with its arrays, so that nobody keeps a copy.
 */
import { messageOf, refusal } from "../errors";
import { buffersOf, type InstanceMemory, type ToServer, type Work } from "../messages";
import { deviceFailure, GpuError, isFatal, type GpuFailure } from "./failure";
import type { FromGpu, Leave, Recall } from "./messages";
import type { Device } from "./wasm";

type Call = Extract<ToServer, { type: "call" }>;

export class GpuServer {
  private readonly queue: Call[] = [];
  /** Id of the call under way; null between calls and when it was cancelled. */
  private current: number | null = null;
  private draining = false;
  private failure: GpuFailure | null = null;
  private told = false;
  private leaving = false;
  /** Rejects when the device is gone: a package that broke down leaves its promises unsettled. */
  private readonly gone: Promise<never>;
  private breakOff: (failure: GpuFailure) => void = () => {};
  /** Widths of heads that have been tuned for. */
  private readonly tuned = new Set<string>();

  /** @param tunes Whether the fastest tile is worth measuring: not on adapters that compute on the CPU. */
  constructor(
    private readonly device: Device,
    private readonly post: (message: FromGpu, transfer: Transferable[]) => void,
    private readonly tunes: boolean,
  ) {
    this.gone = new Promise((_, reject) => {
      this.breakOff = (failure) => reject(new GpuError(failure));
    });
    // Calls that wait hear of it; without one, it is told by `end`.
    this.gone.catch(() => {});
    device.lost().then(
      (message) => this.end({ code: "device-lost", message }),
      (error: unknown) => this.end({ code: "panicked", message: messageOf(error) }),
    );
  }

  receive(message: ToServer | Recall | Leave): void {
    if (message.type === "leave") {
      this.leaving = true;
      if (!this.draining) this.leave();
      return;
    }
    if (message.type === "recall") {
      for (const { headDim, valueDim, tile } of message.tunings) this.device.recallTile(headDim, valueDim, tile);
      return;
    }
    if (message.type === "cancel") {
      this.cancel(message.id);
      return;
    }
    this.queue.push(message);
    if (!this.draining) void this.drain();
  }

  /** Breaks off: the call under way and those that wait go back, and then it is told why. */
  end(failure: GpuFailure): void {
    if (this.failure) return;
    this.failure = failure;
    this.breakOff(failure);
    if (!this.draining) void this.drain();
  }

  /** Gives the device up without a word to anybody. */
  close(): void {
    this.failure ??= { code: "device-lost", message: "the engine was disposed" };
    this.told = true;
    this.queue.length = 0;
    this.current = null;
    this.device.destroy();
    const freed = this.device.lost().then(() => this.device.free());
    // Still in use by a call that has not heard of the loss: the collector of garbage frees it.
    freed.catch(() => {});
  }

  private cancel(id: number): void {
    if (this.current === id) this.current = null;
    const waiting = this.queue.findIndex((call) => call.id === id);
    if (waiting >= 0) this.queue.splice(waiting, 1);
  }

  private async drain(): Promise<void> {
    this.draining = true;
    for (let call = this.queue.shift(); call; call = this.queue.shift()) {
      this.current = call.id;
      await this.run(call);
      this.current = null;
      if (this.queue.length === 0 && !this.failure) await this.tune(call.work);
    }
    this.draining = false;
    if (this.leaving) this.leave();
    if (!this.failure || this.told) return;
    this.told = true;
    this.post({ type: "gone", failure: this.failure, crashed: false }, []);
  }

  /** Every call that was sent has come back. */
  private leave(): void {
    this.post({ type: "left" }, []);
  }

  /** Runs one call to its answer, or to its cancellation. Never throws. */
  private async run(call: Call): Promise<void> {
    const { id, work } = call;
    try {
      const value = await Promise.race([this.compute(work), this.gone]);
      if (this.current === id) this.post({ type: "result", id, value }, buffersOf(value));
      else this.forget(work);
    } catch (error) {
      if (this.current === id) this.fail(call, error);
    }
  }

  private async compute(work: Work): Promise<unknown> {
    const { device } = this;
    switch (work.kind) {
      // The package checks requests itself: callers may not have had a type checker.
      case "attention":
        return device.attention(work.request, work.keep?.out, work.keep?.lse);
      case "project":
        return device.project(work.request, work.keep ?? undefined);
      case "upload":
        return device.upload(work.tensor, work.data, Uint32Array.from(work.shape));
      case "read":
        return device.readTensor(work.tensor);
      case "write":
        return device.writeTensor(work.tensor, work.data, work.at);
      case "release":
        return device.releaseTensor(work.tensor);
      case "memory":
        return { cpuBytes: 0, ...device.memory() } satisfies InstanceMemory;
      default:
        throw new GpuError({ code: "internal", message: `there is no ${work.kind} on the GPU` });
    }
  }

  private fail({ id, work }: Call, error: unknown): void {
    if (error instanceof GpuError) {
      this.giveBack(id, work, error.failure);
      return;
    }
    const fields = refusal(error);
    const failure = fields ? deviceFailure(fields) : ({ code: "panicked", message: messageOf(error) } as const);
    if (fields && !failure) {
      this.post({ type: "refused", id, error: fields }, []);
    } else if (failure) {
      this.giveBack(id, work, failure);
      if (isFatal(failure)) this.end(failure);
    }
  }

  private giveBack(id: number, work: Work, failure: GpuFailure): void {
    this.post({ type: "returned", id, work, failure }, buffersOf(work));
  }

  /** Frees what a call kept that was cancelled meanwhile. */
  private forget(work: Work): void {
    const ids = work.kind === "attention" ? Object.values(work.keep ?? {}) : work.kind === "project" ? [work.keep] : [];
    for (const id of ids) if (typeof id === "number") this.device.releaseTensor(id);
  }

  /** Between calls, so that none waits for it longer than the few trials take. */
  private async tune(work: Work): Promise<void> {
    if (!this.tunes || work.kind !== "attention") return;
    const { headDim, valueDim = null } = work.request;
    const widths = { headDim, valueDim: valueDim ?? headDim };
    const key = `${widths.headDim} ${widths.valueDim}`;
    if (this.tuned.has(key)) return;
    this.tuned.add(key);
    try {
      const tile = await Promise.race([this.device.tune(widths.headDim, widths.valueDim), this.gone]);
      this.post({ type: "tuned", tuning: { ...widths, tile } }, []);
    } catch {
      // The tile that was guessed stays. A device that is gone tells so itself.
    }
  }
}
