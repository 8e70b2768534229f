import { expect, it } from "vitest";
import type { Case } from "../../../../www/src/benchmark/case";
import { entryOf } from "../engines/catalog";
import type { Visit } from "../page/visit";
import { runRounds } from "./rounds";

const cases = [256, 512].map((rows): Case => ({ kind: "projection", rows, dIn: 8, dOut: 8 }));
const engines = [entryOf("headwise"), entryOf("tfjs")];
const measured: Visit = { status: "measured", version: "1", details: "", lanes: null, samples: [1], limits: [], alone: true, pace: 4, error: 0 };

it("lets engines take turns, and drops what can't be measured after the first round", async () => {
  const order: string[] = [];
  const visit = async (engine: { id: string }, entry: Case): Promise<Visit> => {
    order.push(`${engine.id} ${entry.kind === "projection" ? entry.rows : ""}`);
    return engine.id === "headwise" ? { status: "unavailable", reason: "none" } : measured;
  };
  const outcomes = await runRounds(cases, engines, 2, {
    visit, quiet: async () => true, say: () => undefined,
  });
  expect(order).toEqual([
    "headwise 256", "tfjs 256", "headwise 512", "tfjs 512",
    "tfjs 256", "tfjs 512",
  ]);
  expect(outcomes.map(({ round }) => round)).toEqual([1, 1, 1, 1, 2, 2]);
});

it("marks a measurement on a busy machine, whether it was busy before or beside the samples", async () => {
  const quiet = [true, false, true];
  const alone = [true, true, false];
  const outcomes = await runRounds([cases[0] as Case], [entryOf("headwise")], 3, {
    visit: async () => ({ ...measured, alone: alone.shift() ?? true }), quiet: async () => quiet.shift() ?? true, say: () => undefined,
  });
  expect(outcomes.map(({ quiet }) => quiet)).toEqual([true, false, false]);
});
