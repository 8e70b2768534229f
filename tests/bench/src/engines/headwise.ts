/** Headwise through its public face, as an application uses it. */
import { createEngine, type Engine as Headwise } from "../../../../www/src/engine";
import { startEngine } from "../../../../www/src/engine/create";
import type { AttentionProblem, Problem } from "../../../../www/src/benchmark/problem";
import { adapterFor } from "./adapter";
import { Unavailable, type Engine, type Setup } from "./engine";

const VERSION = "this checkout";

export interface CpuOptions {
  readonly threads: number;
  /** False measures what a browser without relaxed SIMD gets. */
  readonly relaxed: boolean;
}

export function cpu({ threads, relaxed }: CpuOptions): Setup {
  return async (problem) => {
    const attention = attentionOnly(problem);
    // The one thing that an application can't ask for.
    const engine = await startEngine({ backend: "cpu", threads }, relaxed ? null : "simd128");
    const { simd, threads: used, runsIn, fallbackReason } = engine.info;
    if (used !== threads) return refuse(engine, fallbackReason ?? `the engine uses ${used} threads`);
    if (!relaxed && simd === "relaxed") return refuse(engine, "the engine uses relaxed SIMD all the same");
    const lanes = simd === "scalar" ? null : simd;
    return serve(engine, attention, `${simd}, ${used} in ${runsIn}`, lanes);
  };
}

export const webgpu: Setup = async (problem) => {
  const attention = attentionOnly(problem);
  await adapterFor(problem);
  const engine = await createEngine({ backend: "webgpu" });
  const { backend, adapter, fallbackReason } = engine.info;
  if (backend !== "webgpu") return refuse(engine, fallbackReason ?? "the engine computes on the CPU");
  return serve(engine, attention, adapter ?? "unnamed adapter", null);
};

function serve(engine: Headwise, problem: AttentionProblem, details: string, lanes: Engine["lanes"]): Engine {
  const { headsFirst: { q, k, v }, heads, qLen, kvLen, headDim, causal } = problem;
  return {
    version: VERSION,
    details,
    lanes,
    layout: "heads-first",
    run: async () => (await engine.attention({ q, k, v, heads, qLen, kvLen, headDim, causal })).out,
    dispose: () => engine.dispose(),
  };
}

function refuse(engine: Headwise, reason: string): never {
  engine.dispose();
  throw new Unavailable(reason);
}

function attentionOnly(problem: Problem): AttentionProblem {
  if (problem.kind === "projection") throw new Unavailable("the public engine has no projection of its own");
  return problem;
}
