import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AttentionError, createEngine, type AttentionRequest, type Engine } from "./index";

/** What a promise was rejected with. */
async function rejection(promise: Promise<unknown>): Promise<AttentionError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(AttentionError);
  return error as AttentionError;
}

/** One head, so many queries over as many keys of width 8. */
function request(length: number): AttentionRequest {
  const array = () => Float32Array.from({ length: length * 8 }, (_, at) => Math.sin(at));
  return { q: array(), k: array(), v: array(), heads: 1, qLen: length, headDim: 8 };
}

const sentence = { text: "a b c", heads: 2, dModel: 8 };

describe("an engine in Node", () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await createEngine();
  });
  afterEach(() => engine.dispose());

  it("says what is in use, and why not more", () => {
    expect(engine.info).toEqual({
      backend: "cpu",
      adapter: null,
      simd: expect.stringMatching(/^(scalar|simd128|relaxed)$/),
      precision: "f32",
      threads: 1,
      runsIn: "main thread",
      fallbackReason: "there are no web workers here",
    });
  });

  it("falls back from WebGPU and from several threads, with the reason", async () => {
    const asked = await createEngine({ backend: "webgpu", threads: 4 });
    expect(asked.info).toMatchObject({ backend: "cpu", threads: 1 });
    expect(asked.info.fallbackReason).toBe("there is no WebGPU here; there are no web workers here");
    asked.dispose();
  });

  it.each([0, -1, 1.5, Number.NaN, "2" as never])("refuses %s threads", async (threads) => {
    expect(await rejection(createEngine({ threads }))).toMatchObject({ code: "bad-request", operation: "createEngine" });
  });

  it("refuses a precision that there is not", async () => {
    expect(await rejection(createEngine({ precision: "f16" as never }))).toMatchObject({ code: "bad-request", operation: "createEngine" });
  });

  it("takes the calling thread as asked for, and refuses a place that there is not", async () => {
    const here = await createEngine({ runsIn: "main thread" });
    expect(here.info).toMatchObject({ runsIn: "main thread", fallbackReason: null });
    here.dispose();
    expect(await rejection(createEngine({ runsIn: "cloud" as never }))).toMatchObject({ code: "bad-request", operation: "createEngine" });
  });

  it("traces a sentence", async () => {
    const trace = await engine.trace(sentence);
    expect(trace.tokens).toEqual(["a", "b", "c"]);
    const weights = trace.tensors.find((tensor) => tensor.name === "weights");
    expect(weights?.data).toBeInstanceOf(Float32Array);
    expect(weights?.data).toHaveLength(2 * 3 * 3);
    expect(await engine.trace(sentence)).toEqual(trace);
  });

  it.each<[string, Partial<AttentionRequest>, string, number[], number[]]>([
    ["an array that is too short", { q: new Float32Array(3) }, "shape-mismatch", [3], [1, 1, 4, 8]],
    ["heads that are not divided", { heads: 3, kvHeads: 2, q: new Float32Array(96), k: new Float32Array(64), v: new Float32Array(64) },
      "heads-do-not-divide", [1, 3, 4, 8], [1, 2, 4, 8]],
    ["a mask that does not fit", { mask: { kind: "boolean", data: new Uint8Array(9), shape: [3, 3] } }, "bad-mask", [3, 3], [1, 1, 4, 4]],
    ["a scale that is not a number", { scale: Number.NaN }, "bad-setting", expect.any(Array) as never, expect.any(Array) as never],
    ["an array of another kind", { q: [1, 2, 3] as never }, "bad-request", [], []],
    ["a field that there is not", { cauasl: true } as never, "bad-request", [], []],
  ])("refuses %s, and works again", async (_, change, code, left, right) => {
    const error = await rejection(engine.attention({ ...request(4), ...change }));
    expect(error).toMatchObject({ name: "AttentionError", code, operation: "attention", left, right });
    expect(error.message).not.toBe("");
    expect((await engine.attention(request(4))).out).toHaveLength(32);
  });

  it.each<[string, Parameters<Engine["trace"]>[0], string]>([
    ["empty text", { text: "  \n " }, "empty-text"],
    ["heads that do not divide the width", { text: "a", heads: 3, dModel: 8 }, "heads-do-not-divide"],
    ["a temperature of zero", { text: "a", temperature: 0 }, "bad-setting"],
    ["a temperature that is not a number", { text: "a", temperature: Number.NaN }, "bad-setting"],
    ["half a head", { text: "a", heads: 1.5 }, "bad-request"],
    ["a head off that there is not", { text: "a", heads: 2, dModel: 8, headsOff: [2] }, "bad-setting"],
  ])("refuses %s, and works again", async (_, bad, code) => {
    expect(await rejection(engine.trace(bad))).toMatchObject({ code, operation: "trace" });
    expect((await engine.trace(sentence)).tokens).toHaveLength(3);
  });

  it("refuses what can't be sent", async () => {
    const error = await rejection(engine.trace({ ...sentence, seed: (() => 1) as never }));
    expect(error.code).toBe("bad-request");
    expect((await engine.trace(sentence)).tokens).toHaveLength(3);
  });

  it("keeps to 64 tokens of a long text, and takes any script", async () => {
    const long = await engine.trace({ ...sentence, text: Array.from({ length: 500 }, (_, at) => `word${at}`).join(" ") });
    expect(long.tokens).toHaveLength(64);
    const mixed = await engine.trace({ ...sentence, text: "שלום עולם 👩‍👩‍👧 日本 naïve" });
    expect(mixed.tokens).toContain("👩‍👩‍👧");
    expect(mixed.tokens).toContain("שלום");
  });

  it("copies arrays at the call, so that the caller may change them at once", async () => {
    const asked = request(4);
    const plain = await engine.attention(request(4));
    const answer = engine.attention(asked);
    asked.q.fill(0);
    expect(await answer).toEqual(plain);
    expect(asked.q).toHaveLength(32);
  });

  it("detaches arrays when they are transferred", async () => {
    const asked = request(4);
    const shared = { ...asked, k: asked.q, v: asked.q };
    await engine.attention(shared, { transfer: true });
    expect(asked.q).toHaveLength(0);
    expect(await rejection(engine.attention(shared))).toMatchObject({ code: "bad-request" });
  });

  it("cancels a call that is under way, and one that is waiting", async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const reason = new Error("the reader typed on");
    const long = rejection(engine.attention(request(6000), { signal: first.signal, onProgress: () => first.abort(reason) }));
    const waiting = rejection(engine.trace(sentence, { signal: second.signal }));
    const kept = engine.trace(sentence);
    second.abort();
    expect(await waiting).toMatchObject({ code: "cancelled", name: "AbortError", operation: "trace" });
    expect(await long).toMatchObject({ code: "cancelled", operation: "attention", cause: reason });
    expect((await kept).tokens).toHaveLength(3);
  });

  it("rejects at once when the signal was aborted before", async () => {
    expect((await rejection(engine.trace(sentence, { signal: AbortSignal.abort() }))).code).toBe("cancelled");
  });

  it("reports progress that rises to 1", async () => {
    const shares: number[] = [];
    await engine.attention(request(1000), { onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it("lets others run while it computes", async () => {
    let beats = 0;
    const beat = setInterval(() => beats++, 1);
    await engine.attention(request(12_000));
    clearInterval(beat);
    expect(beats).toBeGreaterThan(3);
  });

  it("answers calls made together, each with its own result", async () => {
    const texts = ["a", "a b", "a b c", "a b c d"];
    const traces = await Promise.all(texts.map((text) => engine.trace({ ...sentence, text })));
    expect(traces.map((trace) => trace.tokens.length)).toEqual([1, 2, 3, 4]);
  });

  it("shares the thread with other engines", async () => {
    const other = await createEngine();
    const [mine, theirs] = await Promise.all([engine.trace(sentence), other.trace({ ...sentence, text: "x" })]);
    expect([mine.tokens.length, theirs.tokens.length]).toEqual([3, 1]);
    const kept = engine.trace(sentence);
    const ended = rejection(other.trace(sentence));
    other.dispose();
    expect((await ended).code).toBe("disposed");
    expect((await kept).tokens).toHaveLength(3);
  });

  it("rejects calls in flight and later ones when it is disposed", async () => {
    const inFlight = rejection(engine.attention(request(1000)));
    engine.dispose();
    engine.dispose();
    expect((await inFlight).code).toBe("disposed");
    expect((await rejection(engine.trace(sentence))).code).toBe("disposed");
  });
});

describe("createEngine", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it("rejects where there is no WebAssembly", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    expect(await rejection(createEngine())).toMatchObject({ code: "no-webassembly", operation: "createEngine" });
  });
});
