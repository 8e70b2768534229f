/** The GPU as the client has it: opened when it is wanted, given up when it fails, asked for again once. */
import type { ToServer } from "../messages";
import { GpuError, openingFailure, type GpuFailure } from "../gpu/failure";
import type { GpuHost } from "../gpu/host";
import type { FromGpu } from "../gpu/messages";
import type { Precision } from "../types";
import type { rememberTuning } from "./memo";

/** The first attempt, and one more; likewise for a device that refuses what it should take. */
const ATTEMPTS = 2;

const SHORTFALL = "the adapter has no shader-f16: keys and values are staged in f32";

const DISPOSED = new GpuError({ code: "unavailable", message: "the engine was disposed" });

export interface GpuEvents {
  message(message: Exclude<FromGpu, { type: "gone" | "left" | "tuned" }>): void;
  /** The device is gone, with every tensor on it; its calls come back, unless its worker crashed with them. */
  gone(failure: GpuFailure, crashed: boolean): void;
}

export class Gpu {
  /** Why the latest attempt, or the latest call, did not succeed; null after one that did. */
  failure: GpuFailure | null = null;
  /** The name of the adapter behind the latest device. */
  adapter: string | null = null;
  private host: GpuHost | null = null;
  /** Those whose device is gone and that still give calls back which were sent before that was known. */
  private readonly leaving = new Set<GpuHost>();
  /** Keeps the tiles of a device; there with the first host. */
  private remember: typeof rememberTuning | null = null;
  private opening: Promise<GpuHost> | null = null;
  private isHalf = false;
  private attempts = 0;
  private strikes = 0;
  /** Bytes of the smallest call for which there was no memory. */
  private tooLarge = Infinity;
  private closed = false;

  constructor(
    private readonly events: GpuEvents,
    private readonly asked: Precision,
  ) {}

  get isOpen(): boolean {
    return this.host !== null;
  }

  /** That of the latest device. */
  get precision(): Precision {
    return this.isHalf ? "f16-staging" : "f32";
  }

  /** Why the device computes otherwise than it was asked to, else null. */
  get shortfall(): string | null {
    return this.host && this.asked !== this.precision ? SHORTFALL : null;
  }

  /** Workers that run for it now. */
  get workers(): number {
    return this.host?.workers ?? 0;
  }

  /** Whether one is on the way. */
  get isOpening(): boolean {
    return this.opening !== null;
  }

  /** Whether a device is there or may be asked for. */
  get isUsable(): boolean {
    if (this.strikes >= ATTEMPTS || this.closed) return false;
    return this.host !== null || this.opening !== null || (this.attempts < ATTEMPTS && this.failure?.code !== "no-webgpu");
  }

  /** Whether a call that sends so many bytes is worth an attempt. */
  accepts(bytes: number): boolean {
    return this.isUsable && bytes < this.tooLarge;
  }

  /**
   * The device, asked for where there is none.
   * @throws GpuError why there is none, or none any more.
   */
  open(): Promise<GpuHost> {
    if (this.host) return Promise.resolve(this.host);
    if (!this.isUsable) {
      return Promise.reject(new GpuError(this.failure ?? { code: "unavailable", message: "it failed twice" }));
    }
    this.opening ??= this.ask().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  /** @throws DataCloneError when the message holds something that can't be sent. */
  post(message: ToServer, transfer: Transferable[]): void {
    this.host?.post(message, transfer);
  }

  /** Notes that a call succeeded. */
  succeeded(): void {
    this.failure = null;
  }

  /** Notes that a call that sent so many bytes failed; the device and its tensors may be as good as before. */
  failed(failure: GpuFailure, bytes: number): void {
    this.failure = failure;
    if (failure.code === "out-of-memory") this.tooLarge = Math.min(this.tooLarge, bytes);
    if (failure.code === "validation" || failure.code === "internal") this.strikes++;
  }

  /** Gives the device back without a failure: it is not worth having. */
  release(): void {
    this.host?.close();
    this.host = null;
  }

  /** For good. */
  close(): void {
    this.closed = true;
    this.release();
    for (const host of this.leaving) host.close();
    this.leaving.clear();
  }

  private async ask(): Promise<GpuHost> {
    this.attempts++;
    try {
      // Fetched only when they are wanted.
      const [{ openGpu }, memo] = await Promise.all([import("../gpu/host"), import("./memo")]);
      this.remember = memo.rememberTuning;
      if (this.closed) throw DISPOSED;
      const host: GpuHost = await openGpu((message) => {
        if (this.host === host) this.receive(message, host);
        else if (this.leaving.has(host)) this.takeBack(message, host);
        // What a device says that was given back is no news.
      }, this.asked === "f16-staging");
      if (this.closed) {
        host.close();
        throw DISPOSED;
      }
      this.host = host;
      this.adapter = host.about.adapter;
      this.isHalf = host.about.half;
      const tunings = memo.recallTunings(host.about);
      if (tunings.length > 0) host.post({ type: "recall", tunings }, []);
      this.failure = null;
      return host;
    } catch (error) {
      this.failure = openingFailure(error);
      throw new GpuError(this.failure);
    }
  }

  private receive(message: FromGpu, host: GpuHost): void {
    switch (message.type) {
      case "tuned":
        this.remember?.(host.about, message.tuning);
        break;
      case "gone":
        this.lose(host, message);
        break;
      case "left":
        break;
      default:
        this.events.message(message);
    }
  }

  private lose(host: GpuHost, { failure, crashed }: Extract<FromGpu, { type: "gone" }>): void {
    this.host = null;
    this.failure = failure;
    if (crashed) {
      host.close();
    } else {
      this.leaving.add(host);
      host.post({ type: "leave" }, []);
    }
    this.events.gone(failure, crashed);
  }

  /** From a host whose device is gone: calls, until it has none. */
  private takeBack(message: FromGpu, host: GpuHost): void {
    if (message.type === "returned") this.events.message(message);
    const ends = message.type === "left" || message.type === "gone";
    if (ends && this.leaving.delete(host)) host.close();
    // It crashed with what it had not given back.
    if (message.type === "gone") this.events.gone(message.failure, true);
  }
}
