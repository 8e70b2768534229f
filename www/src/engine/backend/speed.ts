/** How long a backend takes for a call, by measurement: a line in bytes and operations. */
import type { Backend } from "../types";
import type { Cost } from "./cost";

/** Milliseconds. */
export interface Speed {
  /** Of the smallest call. */
  readonly fixed: number;
  readonly perByte: number;
  /** For each operation of attention and of a projection. */
  readonly attention: number;
  readonly project: number;
}

export type Speeds = Readonly<Record<Backend, Speed>>;

export function estimate(speed: Speed, { kind, flops, bytes }: Cost): number {
  return speed.fixed + speed.perByte * bytes + speed[kind] * flops;
}

/** Where a call is done sooner. */
export function faster(speeds: Speeds, cost: Cost): Backend {
  return estimate(speeds.webgpu, cost) < estimate(speeds.cpu, cost) ? "webgpu" : "cpu";
}

/** Whether there are calls, if large ones, that the GPU does sooner: operations grow faster than bytes. */
export function everFaster({ cpu, webgpu }: Speeds): boolean {
  return webgpu.attention < cpu.attention || webgpu.project < cpu.project;
}

/** Whether a value that was stored is one. */
export function areSpeeds(value: unknown): value is Speeds {
  const isSpeed = (speed: unknown): boolean =>
    typeof speed === "object" && speed !== null
    && ["fixed", "perByte", "attention", "project"].every((name) => {
      const time: unknown = (speed as Record<string, unknown>)[name];
      return typeof time === "number" && Number.isFinite(time) && time >= 0;
    });
  return typeof value === "object" && value !== null && "cpu" in value && "webgpu" in value && isSpeed(value.cpu) && isSpeed(value.webgpu);
}
