/** Which backend a call goes to: by what was asked for, and for `auto` by what is really faster here. */
import type { Work } from "../messages";
import type { Backend } from "../types";
import type { Run } from "./calibration";
import { costOf } from "./cost";
import type { Gpu } from "./gpu";
import type { Machine } from "./memo";
import { everFaster, faster, type Speeds } from "./speed";

/**
 * Operations from which the GPU is worth loading. The CPU takes some ten milliseconds for them: below
 * that, no device could save what anyone would notice.
 */
const WORTH_LOADING = 1 << 28;

/** One, and another after a failure. */
const LOOKS = 2;

export type Asked = "auto" | Backend;

export class Router {
  private speeds: Speeds | null = null;
  private looking: Promise<void> | null = null;
  private failedLooks = 0;

  constructor(
    private readonly asked: Asked,
    private readonly gpu: Gpu,
  ) {}

  /** Where a call goes in which no tensor takes part. */
  choose(work: Work): Backend {
    const cost = costOf(work);
    if (this.asked === "cpu" || !cost || !this.gpu.accepts(cost.bytes)) return "cpu";
    if (this.asked === "webgpu") return "webgpu";
    // A device that has to be opened first is opened behind the call.
    return this.speeds && this.gpu.isOpen && cost.flops >= WORTH_LOADING ? faster(this.speeds, cost) : "cpu";
  }

  /** Where a large call would go now. */
  get preferred(): Backend {
    if (this.asked === "webgpu") return this.gpu.isUsable ? "webgpu" : "cpu";
    return this.asked === "auto" && this.gpu.isOpen && this.speeds && everFaster(this.speeds) ? "webgpu" : "cpu";
  }

  /**
   * Whether, after such a call, the GPU should be looked at: it is large, and no device is there that
   * was measured, or known to be the slower one.
   */
  wantsLook(work: Work): boolean {
    if (this.asked !== "auto" || this.looking || this.failedLooks >= LOOKS) return false;
    if (!((costOf(work)?.flops ?? 0) >= WORTH_LOADING)) return false;
    return this.speeds ? everFaster(this.speeds) && !this.gpu.isOpen && this.gpu.isUsable : this.gpu.isUsable;
  }

  /**
   * Opens the device and measures both backends, unless that is known from before. Never rejects.
   * @param run Runs work on a backend as a call would be run.
   * @param machine What is known of the CPU's side.
   */
  look(run: (backend: Backend) => Run, machine: Pick<Machine, "simd" | "threads">): Promise<void> {
    this.looking ??= this.calibrate(run, machine)
      .catch(() => {
        // The GPU notes why; what was measured halfway says nothing.
        this.failedLooks++;
      })
      .finally(() => {
        this.looking = null;
      });
    return this.looking;
  }

  private async calibrate(run: (backend: Backend) => Run, machine: Pick<Machine, "simd" | "threads">): Promise<void> {
    const { about } = await this.gpu.open();
    const { adapter, version, half } = about;
    const own: Machine = { ...machine, adapter, version, half };
    // Few pages ever measure: the rest do without the code for it.
    const { knownOrMeasured } = await import("./look");
    this.speeds = await knownOrMeasured(own, run);
    if (!everFaster(this.speeds)) this.gpu.release();
  }
}
