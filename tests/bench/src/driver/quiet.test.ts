import { expect, it } from "vitest";
import { QuietGate } from "./quiet";

function gate(patience: number, ...shares: number[]) {
  const lines: string[] = [];
  let at = 0;
  const idle = async () => shares[Math.min(at++, shares.length - 1)] ?? 1;
  return { lines, asked: () => at, gate: new QuietGate(patience, { idle, say: (line) => lines.push(line) }) };
}

it("lets a measurement pass on a quiet machine at once", async () => {
  const quiet = gate(10, 0.99);
  expect(await quiet.gate.pass()).toBe(true);
  expect(quiet.asked()).toBe(1);
  expect(quiet.lines).toEqual([]);
});

it("waits for quiet and says so once", async () => {
  const busy = gate(10, 0.4, 0.5, 0.6, 0.95);
  expect(await busy.gate.pass()).toBe(true);
  expect(busy.lines).toEqual(["waiting: other work takes 60% of the machine, and 7% may"]);
});

it("gives up when patience has run out, for all that follow", async () => {
  const busy = gate(1, 0.1);
  expect(await busy.gate.pass()).toBe(false);
  expect(busy.asked()).toBe(3);
  expect(await busy.gate.pass()).toBe(false);
  expect(busy.asked()).toBe(4);
});
