/**
 * What the page asks the engine: readings of sentences and exams with heads off. Only the newest
 * question of each kind counts; what was answered before stands until the next answer is there.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { createEngine, type Engine, type ExamReport, type HeadsRequest } from "../../engine";
import { failureOf, isCancelled } from "../shared/messages";
import { written, type Place } from "./head-places";
import { fetchModel, type StudiedModel } from "./model-files";
import type { HeadReading } from "./reading";
import type { HeadsSettings } from "./settings";

let opened: Promise<[Engine, StudiedModel]> | null = null;

/** The engine and the model of this page; asked for again after a failure. */
function open(): Promise<[Engine, StudiedModel]> {
  opened ??= Promise.all([createEngine({ backend: "cpu", threads: 1 }), fetchModel()]).catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

/** The latest answer to one kind of question. */
class Answer<T> {
  value: T | null = null;
  /** The share that is done of a question under way; null when there is none. */
  share: number | null = null;
  private key = "";
  private control: AbortController | null = null;

  constructor(private readonly changed: (failure: string | null) => void) {}

  /** Asks, unless this was asked last. */
  async want(key: string, ask: (signal: AbortSignal, onProgress: (share: number) => void) => Promise<T>): Promise<void> {
    if (key === this.key) return;
    this.control?.abort();
    const control = new AbortController();
    [this.key, this.control, this.share] = [key, control, 0];
    this.changed(null);
    try {
      const value = await ask(control.signal, (share) => {
        if (this.control !== control) return;
        this.share = share;
        this.changed(null);
      });
      if (this.control !== control) return;
      [this.value, this.share] = [value, null];
      this.changed(null);
    } catch (error) {
      if (this.control !== control || isCancelled(error)) return;
      this.share = null;
      this.changed(failureOf(error).message);
    }
  }

  stop(): void {
    this.control?.abort();
    [this.control, this.key, this.share] = [null, "", null];
  }
}

/** An exam with the heads that were off in it. */
export interface Point {
  readonly off: readonly Place[];
  readonly report: ExamReport;
  /** Milliseconds that the answer took. */
  readonly took: number;
}

export class Questions implements ReactiveController {
  model: StudiedModel | null = null;
  /** Why there is no answer, in a sentence. */
  failure = "";
  readonly text: Answer<HeadReading>;
  /** The reader's text with heads off. */
  readonly pruned: Answer<HeadReading>;
  readonly example: Answer<HeadReading>;
  readonly exam: Answer<Point>;
  /** Every exam so far, by the heads that were off. */
  readonly points = new Map<string, Point>();

  constructor(private readonly host: ReactiveControllerHost, private readonly settings: () => HeadsSettings) {
    const changed = (failure: string | null): void => {
      if (failure !== null) this.failure = failure;
      host.requestUpdate();
    };
    [this.text, this.pruned, this.example] = [new Answer<HeadReading>(changed), new Answer<HeadReading>(changed), new Answer<HeadReading>(changed)];
    this.exam = new Answer<Point>(changed);
    host.addController(this);
  }

  /** With all heads on. */
  get whole(): Point | null {
    return this.points.get("") ?? null;
  }

  hostConnected(): void {
    void this.load();
  }

  hostDisconnected(): void {
    for (const answer of [this.text, this.pruned, this.example, this.exam]) answer.stop();
  }

  /** Asks what the settings need: once for each change of them. */
  hostUpdate(): void {
    const { model } = this;
    if (model === null) return;
    const { view, text, off, relation, example } = this.settings();
    const heads = off.map(({ layer, head }): [number, number] => [layer, head]);
    const key = offKey(off);
    if (view === "relations") {
      void this.example.want(`${relation}/${example}`, () => this.read(model, { relation, example, headsOff: [] }));
      return;
    }
    void this.text.want(text, (signal) => this.read(model, { text, headsOff: [] }, signal));
    if (view !== "prune") return;
    void this.pruned.want(`${key}/${text}`, (signal) => this.read(model, { text, headsOff: heads }, signal));
    void this.exam.want(`off ${key}`, async (signal, onProgress) => {
      // Everything is compared with all heads on, so that comes first.
      if (this.whole === null) await this.grade(model, [], signal, onProgress);
      return this.points.get(key) ?? this.grade(model, off, signal, onProgress);
    });
  }

  private async load(): Promise<void> {
    try {
      [, this.model] = await open();
      this.failure = "";
    } catch (error) {
      this.failure = `The model could not be loaded: ${error instanceof Error ? error.message : String(error)}.`;
    }
    this.host.requestUpdate();
  }

  private async read({ files, report }: StudiedModel, request: HeadsRequest, signal?: AbortSignal): Promise<HeadReading> {
    const [engine] = await open();
    const reading = await engine.readHeads(files, request, { signal });
    this.failure = "";
    return { ...reading, layers: report.layers, heads: report.headsPerLayer };
  }

  private async grade({ files }: StudiedModel, off: readonly Place[], signal: AbortSignal, onProgress: (share: number) => void): Promise<Point> {
    const [engine] = await open();
    const begun = performance.now();
    const headsOff = off.map(({ layer, head }): [number, number] => [layer, head]);
    const report = await engine.exam(files, { headsOff }, { signal, onProgress });
    const point = { off, report, took: performance.now() - begun };
    this.points.set(offKey(off), point);
    return point;
  }
}

export function offKey(off: readonly Place[]): string {
  return off.map(written).join();
}
