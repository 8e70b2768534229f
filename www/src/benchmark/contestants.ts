/** Who is compared: plain JavaScript, and the engine on one thread, on all of them and on the GPU. */
import { createEngine, type Engine, type EngineOptions } from "../engine";
import { familyOf } from "./case";
import { naiveAttention } from "./naive";
import type { AttentionProblem } from "./problem";
import type { ContestantId, Entrant } from "./report";
import type { Contestant, Solver } from "./run";

/** Names under which browsers emulate a GPU on the CPU. */
const EMULATED = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b|software/iu;

export interface Opening {
  readonly entrant: Entrant;
  /** Null where there is none; the entrant says why. */
  readonly contestant: Contestant | null;
}

/** Opens every contestant that this machine has, one after another, and says of each what it is. */
export async function openContestants(processors: number): Promise<readonly Opening[]> {
  return [
    { entrant: present("javascript", "one thread"), contestant: { id: "javascript", solver: naive } },
    await openOnCpu("cpu-1", 1),
    processors > 1 ? await openOnCpu("cpu", "auto") : absent("cpu", "there is one processor"),
    await openOnGpu(),
  ];
}

async function naive(problem: AttentionProblem): Promise<Solver> {
  return { run: async () => naiveAttention(problem), dispose() {} };
}

async function openOnCpu(id: ContestantId, threads: number | "auto"): Promise<Opening> {
  const opened = await open({ backend: "cpu", threads });
  if (typeof opened === "string") return absent(id, opened);
  const { simd, threads: used } = opened.info;
  const details = `${simd === "scalar" ? "no SIMD" : simd === "relaxed" ? "relaxed SIMD" : "SIMD"}, ${used === 1 ? "1 thread" : `${used} threads`}`;
  return { entrant: present(id, details), contestant: { id, solver: (problem) => solve(opened, "cpu", problem) } };
}

async function openOnGpu(): Promise<Opening> {
  const opened = await open({ backend: "webgpu" });
  if (typeof opened === "string") return absent("webgpu", opened);
  try {
    // The GPU's part of the engine comes with the first call that goes there.
    await opened.attention({ q: ONE, k: ONE, v: ONE, heads: 1, qLen: 1, headDim: 1 });
  } catch (error) {
    opened.dispose();
    return absent("webgpu", messageOf(error));
  }
  const { backend, adapter, fallbackReason } = opened.info;
  if (backend !== "webgpu") {
    opened.dispose();
    return absent("webgpu", fallbackReason ?? "the engine computes on the CPU");
  }
  const details = adapter ?? "unnamed adapter";
  const entrant = { ...present("webgpu", details), emulated: EMULATED.test(details) };
  return { entrant, contestant: { id: "webgpu", solver: (problem) => solve(opened, "webgpu", problem) } };
}

const ONE = Float32Array.of(1);

/**
 * Times are those of a caller: arrays go to the engine and come back. While decoding, K and V stay
 * with the engine, as a cache does.
 */
async function solve(engine: Engine, backend: "cpu" | "webgpu", problem: AttentionProblem): Promise<Solver> {
  const { headsFirst: { q, k, v }, heads, qLen, kvLen, headDim, causal } = problem;
  const sizes = { heads, qLen, kvLen, headDim, causal };
  const shape = [1, heads, kvLen, headDim];
  const cache = familyOf(problem) === "decode"
    ? [await engine.upload(k, shape, { backend }), await engine.upload(v, shape, { backend })] as const : null;
  return {
    async run() {
      const { out } = await engine.attention({ q, k: cache?.[0] ?? k, v: cache?.[1] ?? v, ...sizes });
      const { info } = engine;
      // A device that was lost is made up for on the CPU: right, but not what is measured here.
      if (info.backend !== backend) throw new Error(`the call was finished elsewhere: ${info.fallbackReason ?? info.backend}`);
      return out;
    },
    dispose: () => cache?.forEach((tensor) => tensor.dispose()),
  };
}

async function open(options: EngineOptions): Promise<Engine | string> {
  try {
    return await createEngine(options);
  } catch (error) {
    return messageOf(error);
  }
}

function present(id: ContestantId, details: string): Entrant {
  return { id, details, available: true, emulated: false };
}

function absent(id: ContestantId, details: string): Opening {
  return { entrant: { id, details, available: false, emulated: false }, contestant: null };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
