/** Headwise through its public face, as an application uses it. */
import { createEngine, type Engine as Headwise, type Operand } from "../../../../www/src/engine";
import { startEngine } from "../../../../www/src/engine/create";
import type { AttentionProblem, Problem, ProjectionProblem } from "../../../../www/src/benchmark/problem";
import { familyOf } from "../../../../www/src/benchmark/case";
import { adapterFor } from "./adapter";
import { Unavailable, type Engine, type Setup } from "./engine";

const VERSION = "this checkout";

export interface CpuOptions {
  readonly threads: number;
  /** Computes on the page's thread, as engines without workers do. */
  readonly here?: boolean;
  /** False measures what a browser without relaxed SIMD gets. */
  readonly relaxed: boolean;
  /** Hands over keys and values with each call of a decode, where they would stay otherwise. */
  readonly arrays?: boolean;
}

export function cpu({ threads, relaxed, here = false, arrays = false }: CpuOptions): Setup {
  return async (problem) => {
    if (arrays && !isDecode(problem)) throw new Unavailable("only the keys and values of a decode stay with the engine");
    // The one thing that an application can't ask for.
    const engine = await startEngine({ backend: "cpu", threads, runsIn: here ? "main thread" : "auto" }, relaxed ? null : "simd128");
    const { simd, threads: used, runsIn, fallbackReason } = engine.info;
    if (used !== threads) return refuse(engine, fallbackReason ?? `the engine uses ${used} threads`);
    if (!relaxed && simd === "relaxed") return refuse(engine, "the engine uses relaxed SIMD all the same");
    const lanes = simd === "scalar" ? null : simd;
    return serve(engine, await workOf(engine, problem, !arrays), `${simd}, ${used} in ${runsIn}`, lanes);
  };
}

export const webgpu: Setup = async (problem) => {
  const name = await adapterFor(problem);
  const engine = await createEngine({ backend: "webgpu" });
  const run = await workOf(engine, problem, true);
  await run();
  const { backend, adapter, fallbackReason } = engine.info;
  if (backend !== "webgpu") return refuse(engine, fallbackReason ?? "the engine computes on the CPU");
  return serve(engine, run, adapter ?? name, null);
};

type Run = Engine["run"];

/** @param keeps Whether the keys and values of a decode stay with the engine, as a cache does. */
function workOf(engine: Headwise, problem: Problem, keeps: boolean): Promise<Run> {
  if (problem.kind === "projection") return projection(engine, problem);
  return attention(engine, problem, keeps && isDecode(problem));
}

async function attention(engine: Headwise, problem: AttentionProblem, keeps: boolean): Promise<Run> {
  const { headsFirst: { q, k, v }, heads, qLen, kvLen, headDim, causal } = problem;
  const place = (data: Float32Array): Operand | Promise<Operand> => (keeps ? engine.upload(data, [1, heads, kvLen, headDim]) : data);
  const operands = { q, k: await place(k), v: await place(v) };
  return async () => (await engine.attention({ ...operands, heads, qLen, kvLen, headDim, causal })).out;
}

async function projection(engine: Headwise, { x, weights, rows, dIn, dOut }: ProjectionProblem): Promise<Run> {
  const w = await engine.upload(weights, [dIn, dOut]);
  return () => engine.project({ x, w, rows, dIn, dOut });
}

function serve(engine: Headwise, run: Run, details: string, lanes: Engine["lanes"]): Engine {
  return { version: VERSION, details, lanes, layout: "heads-first", run, dispose: () => engine.dispose() };
}

function refuse(engine: Headwise, reason: string): never {
  engine.dispose();
  throw new Unavailable(reason);
}

function isDecode(problem: Problem): boolean {
  return familyOf(problem) === "decode";
}
