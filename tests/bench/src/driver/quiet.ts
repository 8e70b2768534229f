/** The idle gate: other work on the machine slows engines unevenly, so a measurement waits for its end. */
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** Share of all cores that must be idle. */
const QUIET = 0.93;
/** Milliseconds over which the load is taken. */
const WINDOW = 500;

interface Parts {
  /** The share of processor time that was idle just now. */
  readonly idle: () => Promise<number>;
  readonly say: (line: string) => void;
}

export class QuietGate {
  private waited = 0;
  private told = false;

  /** @param patience Seconds to wait in all; then measurements go on, and are marked. */
  constructor(
    private readonly patience: number,
    private readonly parts: Parts,
  ) {}

  /** Waits until the machine is quiet or patience has run out; whether it was quiet. */
  async pass(): Promise<boolean> {
    for (;;) {
      const idle = await this.parts.idle();
      if (idle >= QUIET) {
        this.told = false;
        return true;
      }
      this.waited += WINDOW / 1000;
      if (this.waited > this.patience) return false;
      if (!this.told) this.parts.say(`waiting: other work takes ${percent(1 - idle)} of the machine, and ${percent(1 - QUIET)} may`);
      this.told = true;
    }
  }
}

/** Over the next half second, on all cores. */
export async function idleShare(): Promise<number> {
  const before = total();
  await sleep(WINDOW);
  const after = total();
  const all = after.all - before.all;
  return all > 0 ? (after.idle - before.idle) / all : 1;
}

function total(): { idle: number; all: number } {
  const times = cpus().map((core) => core.times);
  const idle = times.reduce((sum, time) => sum + time.idle, 0);
  return { idle, all: idle + times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, 0) };
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}
