/**
 * The worker in which the benchmark runs, engines and all, so that the page stays free. The plain
 * loops block it for as long as they take; it is stopped by ending it.
 */
import { openContestants } from "./contestants";
import { browserName, systemName } from "./environment";
import type { Begin, FromBenchmark } from "./messages";
import { runBenchmark } from "./run";
import { casesOf } from "./selection";

declare const self: DedicatedWorkerGlobalScope;

/** Milliseconds between reports of progress: the page draws meanwhile, on the same processors. */
const PROGRESS_INTERVAL = 150;

const post = (message: FromBenchmark): void => self.postMessage(message, []);

async function start({ selection, pace }: Begin): Promise<void> {
  try {
    const processors = navigator.hardwareConcurrency || 1;
    const opened = await openContestants(processors);
    const entrants = opened.map(({ entrant }) => entrant);
    post({ type: "machine", machine: { browser: browserName(navigator), system: systemName(navigator), processors, entrants } });
    let told = -Infinity;
    await runBenchmark(casesOf(selection), opened.flatMap(({ contestant }) => contestant ?? []), pace, {
      progress(share, what) {
        if (performance.now() - told < PROGRESS_INTERVAL) return;
        told = performance.now();
        post({ type: "progress", share, what });
      },
      measured: (measurement) => post({ type: "measured", measurement }),
    });
    post({ type: "complete" });
  } catch (error) {
    post({ type: "broken", reason: error instanceof Error ? error.message : String(error) });
  }
}

self.addEventListener("message", ({ data }: MessageEvent<Begin>) => void start(data), { once: true });
