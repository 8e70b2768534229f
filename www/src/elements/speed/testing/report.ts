/** A run by hand for tests: three sizes of full attention and one of decoding. */
import { rate, type AttentionCase } from "../../../benchmark/case";
import type { ContestantId, Measured, Report } from "../../../benchmark/report";
import { paces, presets } from "../../../benchmark/selection";

export function measurement(
  contestant: ContestantId, n: number, milliseconds: number, change: Partial<Measured> = {}, sizes: Partial<AttentionCase> = {},
): Measured {
  const entry: AttentionCase = { kind: "attention", heads: 8, qLen: n, kvLen: n, headDim: 64, causal: false, ...sizes };
  return {
    case: entry, contestant, status: "right", samples: [milliseconds], median: milliseconds, scatter: 0.01,
    rate: rate(entry, milliseconds), error: 2e-7, ...change,
  };
}

export const smallReport: Report = {
  format: "headwise-speed",
  version: 1,
  begun: "2025-06-01T12:00:00.000Z",
  selection: presets.quick,
  pace: paces.quick,
  machine: {
    browser: "Chrome 142",
    system: "macOS",
    processors: 8,
    entrants: [
      { id: "javascript", details: "one thread", available: true, emulated: false },
      { id: "cpu-1", details: "relaxed SIMD, 1 thread", available: true, emulated: false },
      { id: "cpu", details: "relaxed SIMD, 8 threads", available: true, emulated: false },
      { id: "webgpu", details: "there is no adapter", available: false, emulated: false },
    ],
  },
  measurements: [
    measurement("cpu", 256, 2),
    measurement("cpu-1", 256, 4),
    measurement("javascript", 256, 60),
    { case: measurement("javascript", 1024, 1).case, contestant: "javascript", status: "skipped", reason: "left out" },
    measurement("cpu-1", 1024, 50),
    measurement("cpu", 1024, 10, { scatter: 0.3 }),
    measurement("cpu-1", 2048, 200),
    measurement("cpu", 2048, 300, { status: "wrong", error: 0.5 }),
    measurement("cpu-1", 1024, 0.5, {}, { qLen: 1 }),
  ],
  complete: true,
  hidden: false,
};
