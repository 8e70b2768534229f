/** The job for each kind of work: what takes long is done in pieces, the rest at once. */
import type { Job, Package } from "./load";
import type { Work } from "./messages";

/** @throws What the package throws: it checks requests itself, since callers may have no type checker. */
export function jobOf(wasm: Package, work: Work): Job {
  switch (work.kind) {
    case "attention":
      return new wasm.AttentionJob(work.request, work.keep?.out, work.keep?.lse);
    case "project":
      return new wasm.ProjectJob({ ...work.request, bias: work.request.bias ?? null }, work.keep);
    case "trace":
      return new wasm.TraceJob(work.request);
    case "upload":
      return done(wasm.upload(work.tensor, work.data, Uint32Array.from(work.shape)));
    case "read":
      return done(wasm.readTensor(work.tensor));
    case "write":
      return done(wasm.writeTensor(work.tensor, work.data, work.at));
    case "release":
      return done(wasm.releaseTensor(work.tensor));
    case "memory":
      return done(wasm.tensorMemory());
    case "panic":
      wasm.panicNow?.();
      throw new Error("this build has no test hooks");
  }
}

function done(value: unknown): Job {
  return { advance: () => true, progress: () => 1, finish: () => value, free: () => {} };
}
