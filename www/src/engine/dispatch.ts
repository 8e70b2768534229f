/** Calls on their way to a backend and back: sent, answered, moved to the CPU when the GPU fails them. */
import { Cpu } from "./backend/cpu";
import { costOf } from "./backend/cost";
import { Gpu } from "./backend/gpu";
import { Router, type Asked } from "./backend/router";
import { Calls } from "./calls";
import { AttentionError, engineError, messageOf } from "./errors";
import { callError, type GpuFailure } from "./gpu/failure";
import type { FromGpu } from "./gpu/messages";
import type { HostOptions } from "./host";
import { buffersOf, type FromServer, type ToServer, type Work } from "./messages";
import type { Backend, CallOptions, Precision } from "./types";

type CallMessage = Extract<ToServer, { type: "call" }>;

/** What a call gave, and where. */
export interface Answer {
  readonly value: unknown;
  readonly on: Backend;
}

/** Where a call runs: where a tensor lives, where it is measured, where it is wanted, or by choice. */
export type Place = { readonly lives: Backend } | { readonly measured: Backend } | { readonly wanted: Backend } | null;

export interface DispatchEvents {
  /** Every tensor there is gone. */
  lost(on: Backend): void;
  /** A call that had a choice was answered there. */
  ran(on: Backend): void;
  /** Something that `info` tells may have changed. */
  changed(): void;
}

export class Dispatcher {
  readonly cpu: Cpu;
  readonly gpu: Gpu;
  readonly router: Router;
  private readonly calls = new Calls();
  private disposed = false;

  constructor(
    readonly asked: Asked,
    options: HostOptions,
    precision: Precision,
    private readonly events: DispatchEvents,
  ) {
    this.cpu = new Cpu(options, { message: (message) => this.receive(message), lost: (reason) => this.loseCpu(null, reason) });
    this.gpu = new Gpu({ message: (message) => this.hear(message), gone: (failure, crashed) => this.loseGpu(failure, crashed) }, precision);
    this.router = new Router(asked, this.gpu);
  }

  /** Opens the CPU, and the device where it was asked for. Rejects as `openHost` does. */
  async start(): Promise<void> {
    // Without a device calls run on the CPU; the info says why.
    const device = this.asked === "webgpu" ? this.gpu.open().catch(() => null) : null;
    await this.cpu.open();
    await device;
  }

  close(): void {
    this.disposed = true;
    this.cpu.close();
    this.gpu.close();
    this.calls.rejectAll(null, "disposed", "the engine was disposed");
  }

  /** Sends work to a backend and waits for its answer. */
  run(work: Work, { signal, onProgress, transfer = false }: CallOptions = {}, place: Place = null): Promise<Answer> {
    const operation = work.kind;
    if (this.disposed) return Promise.reject(engineError("disposed", operation, "the engine was disposed"));
    if (signal?.aborted) return Promise.reject(cancelled(operation, signal));
    const on = this.placed(work, place);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        const call = this.calls.settle(id);
        if (call) this.post(call.on, { type: "cancel", id }, []);
        reject(cancelled(operation, signal));
      };
      const done = (): void => signal?.removeEventListener("abort", abort);
      const id = this.calls.add({
        operation,
        on,
        isFixed: place !== null && !("wanted" in place),
        isNews: (operation === "attention" || operation === "project") && !(place !== null && "measured" in place),
        bytes: costOf(work)?.bytes ?? 0,
        onProgress,
        resolve: (answer) => {
          done();
          resolve(answer);
          // Looked at behind the call: nobody waits for it.
          if (place === null && this.router.wantsLook(work)) void this.look();
        },
        reject: (error) => (done(), reject(error)),
      });
      signal?.addEventListener("abort", abort, { once: true });
      try {
        this.send(on, { type: "call", id, work }, transfer ? buffersOf(work) : []);
      } catch (error) {
        this.calls.settle(id)?.reject(engineError("bad-request", operation, messageOf(error), error));
      }
    });
  }

  private placed(work: Work, place: Place): Backend {
    if (place === null) return this.router.choose(work);
    if ("lives" in place) return place.lives;
    if ("measured" in place) return place.measured;
    return this.gpu.isUsable ? place.wanted : "cpu";
  }

  private isOpen(on: Backend): boolean {
    return on === "webgpu" ? this.gpu.isOpen : this.cpu.host !== null;
  }

  private post(on: Backend, message: ToServer, transfer: Transferable[]): void {
    if (on === "webgpu") this.gpu.post(message, transfer);
    else this.cpu.host?.post(message, transfer);
  }

  private send(on: Backend, message: CallMessage, transfer: Transferable[]): void {
    if (this.isOpen(on)) this.post(on, message, transfer);
    // Copied now, as it would be if the host were there: the caller may change its arrays at once.
    else void this.sendLater(on, structuredClone(message, { transfer }));
  }

  private async sendLater(on: Backend, message: CallMessage): Promise<void> {
    const { id, work } = message;
    try {
      await (on === "webgpu" ? this.gpu.open() : this.cpu.open());
      if (this.calls.get(id)) this.post(on, message, buffersOf(message));
    } catch (error) {
      if (on === "webgpu") this.moveOn(id, work, this.gpu.failure ?? { code: "unavailable", message: messageOf(error) });
      else if (error instanceof AttentionError) this.calls.settle(id)?.reject(error);
      else this.calls.settle(id)?.reject(engineError("engine-unavailable", work.kind, messageOf(error), error));
    }
    this.events.changed();
  }

  /** What the CPU answers. */
  private receive(message: FromServer): void {
    switch (message.type) {
      case "progress":
        this.calls.get(message.id)?.onProgress?.(message.share);
        break;
      case "result":
        this.finish(message.id, message.value);
        break;
      case "refused":
        this.calls.settle(message.id)?.reject(new AttentionError(message.error));
        break;
      case "panicked":
        this.calls.reject(message.id, "engine-panicked", message.message);
        break;
      case "lost":
        this.loseCpu(message.id, message.message);
        break;
    }
  }

  /** What the GPU answers. */
  private hear(message: Exclude<FromGpu, { type: "gone" | "left" | "tuned" }>): void {
    if (message.type === "returned") {
      this.gpu.failed(message.failure, this.calls.get(message.id)?.bytes ?? 0);
      this.moveOn(message.id, message.work, message.failure);
      this.events.changed();
    } else {
      // A refusal says as much of the device as a result: it works.
      this.gpu.succeeded();
      this.receive(message);
    }
  }

  private finish(id: number, value: unknown): void {
    const call = this.calls.settle(id);
    if (!call) return;
    if (call.isNews) this.events.ran(call.on);
    call.resolve({ value, on: call.on });
    // Heard before the promise is, and harmless to it should it throw.
    call.onProgress?.(1);
  }

  /** A call that the GPU can't do: done by the CPU, unless a tensor on the device takes part in it. */
  private moveOn(id: number, work: Work, failure: GpuFailure): void {
    const call = this.calls.get(id);
    if (!call) return;
    if (call.isFixed) {
      this.calls.settle(id)?.reject(callError(failure, call.operation));
      return;
    }
    call.on = "cpu";
    this.send("cpu", { type: "call", id, work }, buffersOf(work));
  }

  /** Without an id, the oldest call is to blame. */
  private loseCpu(id: number | null, reason: string): void {
    this.cpu.drop();
    this.events.lost("cpu");
    const culprit = id ?? this.calls.oldest("cpu");
    if (culprit !== undefined) this.calls.reject(culprit, "engine-panicked", reason);
    this.calls.rejectAll("cpu", "engine-restarted", "another call broke the engine while this one was under way");
  }

  private loseGpu(failure: GpuFailure, crashed: boolean): void {
    this.events.lost("webgpu");
    // Calls come back, also those that were sent meanwhile; but their arrays are gone with a worker that crashed.
    if (crashed) this.calls.rejectAll("webgpu", "engine-restarted", failure.message);
    this.events.changed();
  }

  private async look(): Promise<void> {
    const { facts } = this.cpu;
    if (!facts) return;
    const run = (on: Backend) => async (work: Work): Promise<unknown> => (await this.run(work, {}, { measured: on })).value;
    await this.router.look(run, facts);
    this.events.changed();
  }
}

function cancelled(operation: string, signal: AbortSignal | undefined): AttentionError {
  return engineError("cancelled", operation, "the call was cancelled", signal?.reason);
}
