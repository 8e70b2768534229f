/** The job for each kind of work: what takes long is done in pieces, the rest at once. */
import { AttentionError } from "./errors";
import type { Job, Packages, RoomyJob } from "./load";
import { readsModel, type Work } from "./messages";
import type { SentenceRequest } from "./types";
import { partsOf } from "./words";

/** @throws What the package throws: it checks requests itself, since callers may have no type checker. */
export async function jobOf(wasm: Packages, work: Work): Promise<Job> {
  switch (work.kind) {
    case "attention":
      return roomy(new (await wasm.kernels()).AttentionJob(work.request, work.keep?.out, work.keep?.lse), work.room);
    case "project":
      return roomy(new (await wasm.kernels()).ProjectJob({ ...work.request, bias: work.request.bias ?? null }, work.keep), work.room);
    case "trace":
      return traceOf(wasm, work.request);
    case "loadModel":
      return done((await wasm.models()).loadModel(work.files.config, work.files.tensors, work.files.tokenizer, work.as === "own"));
    case "exam":
      return new (await wasm.models()).ExamJob(work.files.config, work.files.tensors, work.request);
    case "readHeads":
      return done((await wasm.models()).readHeads(work.files.config, work.files.tensors, work.request));
    case "upload":
      return done((await wasm.kernels()).upload(work.tensor, work.data, sizesOf(work.shape)));
    case "read":
      return done((await wasm.kernels()).readTensor(work.tensor));
    case "write":
      return done((await wasm.kernels()).writeTensor(work.tensor, work.data, size("write", work.at)));
    case "release":
      return done((await wasm.kernels()).releaseTensor(work.tensor));
    case "memory":
      return done((await wasm.kernels()).tensorMemory());
    case "panic":
      (await wasm.kernels()).panicNow?.();
      throw new Error("this build has no test hooks");
  }
}

function roomy(job: RoomyJob, room: Float32Array | undefined): Job {
  if (room) job.writeInto(room);
  return job;
}

/** By the smallest package that can trace the request. */
async function traceOf(wasm: Packages, request: SentenceRequest): Promise<Job> {
  const { cache, tiles, text } = request;
  // No scene asks for tiles and a cache at once: of the small packages each has one of them.
  if (readsModel(request) || (cache && tiles)) return new (await wasm.models()).TraceJob(request);
  const { TraceJob } = await (cache ? wasm.decoding() : wasm.traces());
  // What is no text is refused there.
  return new TraceJob(typeof text === "string" ? { ...request, parts: partsOf(text) } : request);
}

function sizesOf(shape: readonly number[]): Uint32Array {
  return Uint32Array.from(shape, (extent) => size("upload", extent));
}

/** A number that crosses as one of 32 bits: it would wrap around. */
function size(operation: string, given: number): number {
  if (Number.isSafeInteger(given) && given >= 0 && given < 2 ** 32) return given;
  const code = Number.isSafeInteger(given) && given >= 0 ? "too-large" : "bad-request";
  throw new AttentionError({ code, operation, message: `${String(given)} is no size of an array`, left: [], right: [] });
}

function done(value: unknown): Job {
  return { advance: () => true, progress: () => 1, finish: () => value, free: () => {} };
}
