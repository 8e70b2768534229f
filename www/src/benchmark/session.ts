/** One run of the benchmark as the page sees it: a worker, and the report that grows. */
import { trustedAddress } from "../engine/worker-address";
import type { Begin, FromBenchmark } from "./messages";
import type { Report } from "./report";
import type { Pace, Selection } from "./selection";
import address from "./worker?worker&url";

export interface Progress {
  /** 0 to 1. */
  readonly share: number;
  /** The case under way, in words. */
  readonly what: string;
}

/** Told of every change. */
export interface SessionListener {
  changed(report: Report, progress: Progress): void;
  /** It is over: complete, stopped, or broken off for the reason given. */
  ended(report: Report, broken: string | null): void;
}

export class BenchmarkSession {
  private report: Report;
  private progress: Progress = { share: 0, what: "" };
  private worker: Worker | null = null;

  constructor(selection: Selection, pace: Pace, private readonly listener: SessionListener, begun: Date) {
    this.report = {
      format: "headwise-speed", version: 1, begun: begun.toISOString(), selection, pace,
      machine: null, measurements: [], complete: false, hidden: false,
    };
  }

  /** Begins. A page that refuses workers is told so through `ended`. */
  start(): void {
    const { selection, pace } = this.report;
    try {
      this.worker = new Worker(trustedAddress(address), { type: "module", name: "headwise-speed" });
    } catch (error) {
      this.end(error instanceof Error ? error.message : String(error));
      return;
    }
    this.worker.addEventListener("message", ({ data }: MessageEvent<FromBenchmark>) => this.receive(data));
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.end(event.message || "the worker's script could not be loaded");
    });
    this.worker.postMessage({ selection, pace } satisfies Begin, []);
  }

  /** Ends the worker at once, with its engines. What was measured stays. */
  stop(): void {
    this.end(null);
  }

  /** The page is out of sight: browsers may slow it down. */
  noteHidden(): void {
    this.report = { ...this.report, hidden: true };
  }

  private receive(message: FromBenchmark): void {
    if (this.worker === null) return;
    switch (message.type) {
      case "machine":
        this.report = { ...this.report, machine: message.machine };
        break;
      case "progress":
        this.progress = message;
        break;
      case "measured":
        this.report = { ...this.report, measurements: [...this.report.measurements, message.measurement] };
        break;
      case "complete":
        this.report = { ...this.report, complete: true };
        this.end(null);
        return;
      case "broken":
        this.end(message.reason);
        return;
    }
    this.listener.changed(this.report, this.progress);
  }

  private end(broken: string | null): void {
    this.worker?.terminate();
    this.worker = null;
    this.listener.ended(this.report, broken);
  }
}
