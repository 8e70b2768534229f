/** A look at both backends of this machine: as it is remembered, or measured now. */
import type { Backend } from "../types";
import { measure, type Run } from "./calibration";
import { recall, remember, type Machine } from "./memo";
import type { Speeds } from "./speed";

/** @param run Runs work on a backend as a call would be run. */
export async function knownOrMeasured(machine: Machine, run: (backend: Backend) => Run): Promise<Speeds> {
  const known = recall(machine);
  if (known) return known;
  // One after the other: on an adapter that computes on the CPU they are the same machine. The CPU
  // first, which takes less, so that a hopeless device is known for one soon.
  const cpu = await measure(run("cpu"));
  const webgpu = await measure(run("webgpu"), { rival: cpu });
  const speeds = { cpu, webgpu };
  remember(machine, speeds);
  return speeds;
}
