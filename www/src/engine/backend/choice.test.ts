/** What a call costs, how fast a backend is, and where the call goes for it. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Work } from "../messages";
import { measure } from "./calibration";
import { costOf } from "./cost";
import { recall, recallTunings, remember, rememberTuning } from "./memo";
import { areSpeeds, estimate, everFaster, faster, type Speed } from "./speed";

const arrays = (length: number) => new Float32Array(length);

function attention(qLen: number, kvLen: number, more: object = {}): Work {
  const request = { q: arrays(2 * qLen * 4), k: arrays(2 * kvLen * 4), v: arrays(2 * kvLen * 4), heads: 2, qLen, kvLen, headDim: 4 };
  return { kind: "attention", request: { ...request, ...more }, keep: null };
}

describe("the cost of a call", () => {
  it("counts operations and bytes", () => {
    expect(costOf(attention(3, 5))).toEqual({ kind: "attention", flops: 4 * 2 * 3 * 5 * 4, bytes: 4 * (24 + 40 + 40 + 24 + 6) });
    expect(costOf(attention(3, 5, { causal: true }))?.flops).toBe(2 * 2 * 3 * 5 * 4);
    const request = { x: arrays(6), w: { tensor: 1 }, bias: arrays(4), rows: 2, dIn: 3, dOut: 4 };
    expect(costOf({ kind: "project", request, keep: 7 })).toEqual({ kind: "project", flops: 48, bytes: 40 });
  });

  it("is nothing to choose by for other work, and less than any bound for nonsense", () => {
    expect(costOf({ kind: "memory" })).toBeNull();
    expect((costOf(attention(3, 5, { heads: "many" }))?.flops ?? 0) >= 1).toBe(false);
  });
});

const line = (fixed: number, perByte: number, perFlop: number): Speed => ({ fixed, perByte, attention: perFlop, project: perFlop });

describe("the faster backend", () => {
  const speeds = { cpu: line(0.1, 1e-7, 1e-7), webgpu: line(5, 5e-7, 1e-9) };

  it("is the CPU for small and copied-only calls, the GPU for those with much to compute", () => {
    expect(faster(speeds, { kind: "attention", flops: 1e6, bytes: 1e4 })).toBe("cpu");
    expect(faster(speeds, { kind: "attention", flops: 1e9, bytes: 1e6 })).toBe("webgpu");
    expect(faster(speeds, { kind: "attention", flops: 1e7, bytes: 1e9 })).toBe("cpu");
    expect(everFaster(speeds)).toBe(true);
    expect(everFaster({ cpu: speeds.webgpu, webgpu: speeds.cpu })).toBe(false);
  });
});

/** A machine that takes exactly this long, on a clock of its own. */
function machine(speed: Speed) {
  let now = 0;
  const ran: Work[] = [];
  const run = async (work: Work): Promise<void> => {
    ran.push(work);
    const cost = costOf(work);
    if (cost) now += estimate(speed, cost);
  };
  return { ran, measured: (rival?: Speed) => measure(run, { now: () => now, ...(rival && { rival }) }) };
}

describe("calibration", () => {
  it.each<[string, Speed]>([
    ["a fast device far away", line(2, 4e-7, 1e-9)],
    ["a slow one nearby", line(0.2, 1e-7, 2e-7)],
  ])("finds out how fast %s is", async (_, speed) => {
    const { measured } = machine(speed);
    const found = await measured();
    for (const name of ["fixed", "perByte", "attention", "project"] as const) {
      expect(found[name] / speed[name], name).toBeGreaterThan(0.8);
      expect(found[name] / speed[name], name).toBeLessThan(1.25);
    }
  });

  it("stops at a problem that is large enough to tell", async () => {
    const longest = ({ ran }: ReturnType<typeof machine>) =>
      Math.max(...ran.map((work) => (work.kind === "attention" ? work.request.qLen : 0)));
    const [slow, fast] = [machine(line(0, 0, 1e-6)), machine(line(0, 0, 1e-9))];
    await Promise.all([slow.measured(), fast.measured()]);
    expect(longest(slow)).toBe(128);
    expect(longest(fast)).toBe(1024);
  });

  it("gives up a device that is clearly slower, and leaves it slower", async () => {
    const rival = line(0.1, 1e-7, 1e-7);
    const { ran, measured } = machine(line(1, 4e-7, 1e-6));
    const found = await measured(rival);
    expect(everFaster({ cpu: rival, webgpu: found })).toBe(false);
    expect(ran.map(({ kind }) => kind)).not.toContain("project");
    expect(areSpeeds({ cpu: rival, webgpu: found })).toBe(true);
  });

  it("does not give up one that may be the faster", async () => {
    const { ran, measured } = machine(line(1, 4e-7, 1e-9));
    expect(everFaster({ cpu: line(0.1, 1e-7, 1e-7), webgpu: await measured(line(0.1, 1e-7, 1e-7)) })).toBe(true);
    expect(ran.map(({ kind }) => kind)).toContain("project");
  });

  it("knows nothing of a backend that fails", async () => {
    await expect(measure(() => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
  });
});

describe("what was measured", () => {
  const speeds = { cpu: line(1, 2, 3), webgpu: line(4, 5, 6) };
  const own = (adapter: string) => ({ adapter, version: "1", half: false, simd: "relaxed", threads: 2 });
  afterEach(() => void vi.unstubAllGlobals());

  function store(entries: Record<string, string> = {}) {
    vi.stubGlobal("localStorage", { getItem: (key: string) => entries[key] ?? null, setItem: (key: string, value: string) => void (entries[key] = value) });
    return entries;
  }

  it("is kept for the next visit, for that adapter, version and build", () => {
    const entries = store();
    remember(own("acme"), speeds);
    expect(Object.values(entries).map((text) => JSON.parse(text) as unknown)).toEqual([speeds]);
    expect(recall(own("acme"))).toEqual(speeds);
    expect(recall(own("other"))).toBeNull();
    expect(recall({ ...own("acme"), version: "2" })).toBeNull();
    expect(recall({ ...own("acme"), threads: 4 })).toBeNull();
    expect(recall({ ...own("acme"), half: true })).toBeNull();
  });

  it("is read from storage, unless something else lies there", () => {
    const key = (adapter: string) => `headwise-speeds/1/relaxed/2/${adapter}`;
    store({ [key("stored")]: JSON.stringify(speeds), [key("odd")]: '{"cpu":1}', [key("broken")]: "{" });
    expect(recall(own("stored"))).toEqual(speeds);
    expect(recall(own("odd"))).toBeNull();
    expect(recall(own("broken"))).toBeNull();
    expect(areSpeeds({ ...speeds, cpu: { ...speeds.cpu, perByte: -1 } })).toBe(false);
  });

  it("keeps the fastest tile for each pair of widths, and nothing that is none", () => {
    const device = { adapter: "tiles", version: "1", half: false };
    const entries = store({ "headwise-tiles/1/odd": '[{"headDim":64},{"headDim":64,"valueDim":64,"tile":-1},null]' });
    expect(recallTunings(device)).toEqual([]);
    const wide = { headDim: 128, valueDim: 128, tile: 0 };
    for (const tile of [1, 2]) rememberTuning(device, { headDim: 64, valueDim: 64, tile });
    rememberTuning(device, wide);
    expect(recallTunings(device)).toEqual([{ headDim: 64, valueDim: 64, tile: 2 }, wide]);
    expect(JSON.parse(entries["headwise-tiles/1/tiles"] ?? "")).toEqual(recallTunings(device));
    expect(recallTunings({ ...device, adapter: "odd" })).toEqual([]);
    // Another kernel, and another list of tiles.
    expect(recallTunings({ ...device, half: true })).toEqual([]);
  });

  it("is kept in memory where the page may not store", () => {
    vi.stubGlobal("localStorage", { getItem: () => { throw new DOMException("refused"); }, setItem: () => { throw new DOMException("full"); } });
    remember(own("private"), speeds);
    expect(recall(own("private"))).toEqual(speeds);
  });
});
