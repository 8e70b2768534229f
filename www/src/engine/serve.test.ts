import { describe, expect, it } from "vitest";
import { jobOf } from "./jobs";
import type { Kernels, Packages, RoomyJob } from "./load";
import type { FromServer, ToServer, Work } from "./messages";
import { pause } from "./pause";
import { Server, SLICE } from "./serve";

const trace: Work = { kind: "trace", request: { text: "a" } as never };

/** A job of so many blocks; a block is `blockTime` ms of work, or throws. */
interface Script {
  readonly blocks: number;
  readonly blockTime?: number;
  readonly throws?: Error;
}

/** A package that plays scripts in order, and says what was done to it. */
function scripted(...scripts: Script[]) {
  const log: string[] = [];
  const waiting = [...scripts];
  let resets = 0;
  class ScriptedJob implements RoomyJob {
    private done = 0;
    private room: Float32Array | null = null;
    private readonly script = waiting.shift()!;
    advance(): boolean {
      const until = performance.now() + (this.script.blockTime ?? 0);
      while (performance.now() < until);
      this.done++;
      if (this.script.throws && this.done === this.script.blocks) throw this.script.throws;
      log.push(`block ${this.done}`);
      return this.done >= this.script.blocks;
    }
    progress(): number {
      return this.done / this.script.blocks;
    }
    writeInto(room: Float32Array): void {
      this.room = room;
    }
    finish(): unknown {
      return { numbers: this.room ?? Float32Array.of(this.done) };
    }
    free(): void {
      log.push("free");
    }
  }
  const kernels: Kernels = {
    AttentionJob: ScriptedJob,
    ProjectJob: ScriptedJob,
    upload: () => {},
    readTensor: () => new Float32Array(),
    writeTensor: () => {},
    releaseTensor: () => {},
    tensorMemory: () => ({ cpuBytes: 0, gpuBytes: 0, tensors: 0 }),
    about: () => ({ version: "0", simd: "scalar" }),
    reset: () => {},
  };
  const wasm: Packages = {
    kernels: () => Promise.resolve(kernels),
    traces: () => Promise.resolve({ TraceJob: ScriptedJob, reset: () => {} }),
    decoding: () => Promise.reject(new Error("nobody asks")),
    models: () => Promise.reject(new Error("nobody asks")),
    reset: () => {
      resets++;
      log.push("reset");
      if (resets === 1 && scripts[0]?.blocks === 99) throw new Error("no memory for a new instance");
    },
  };
  return { wasm, log };
}

function refusalError(): Error {
  const error = new Error("q and k disagree");
  error.name = "AttentionError";
  return Object.assign(error, { code: "shape-mismatch", operation: "attention", left: [1, 2], right: [3] });
}

/** A server that records its posts; `answered` resolves when so many calls have their answer. */
function serve(wasm: Packages, slice?: number) {
  const posts: FromServer[] = [];
  const transfers: Transferable[][] = [];
  const server = new Server(wasm, (message, transfer) => {
    posts.push(message);
    transfers.push(transfer);
  }, (work) => jobOf(wasm, work), slice);
  const send = (message: ToServer) => server.receive(message);
  const answered = async (count: number) => {
    while (posts.filter((post) => post.type !== "progress").length < count) await pause();
  };
  return { send, posts, transfers, answered };
}

describe("Server", () => {
  it("answers calls in order", async () => {
    const { wasm } = scripted({ blocks: 3 }, { blocks: 1 });
    const { send, posts, transfers, answered } = serve(wasm);
    send({ type: "call", id: 5, work: trace });
    send({ type: "call", id: 6, work: trace });
    expect(posts).toEqual([]);
    await answered(2);
    expect(posts).toEqual([
      { type: "result", id: 5, value: { numbers: Float32Array.of(3) } },
      { type: "result", id: 6, value: { numbers: Float32Array.of(1) } },
    ]);
    // A message copies so little faster than it hands it over.
    expect(transfers.flat()).toEqual([]);
  });

  it("hands over large arrays, and gives back those that were lent", async () => {
    const { wasm } = scripted({ blocks: 1 });
    const large = { numbers: new Float32Array(1 << 14) };
    const kernels = { ...(await wasm.kernels()), readTensor: () => large.numbers };
    const { send, posts, transfers, answered } = serve({ ...wasm, kernels: () => Promise.resolve(kernels) });
    const data = new Float32Array(1 << 14);
    send({ type: "call", id: 0, work: { kind: "read", tensor: 1 } });
    send({ type: "call", id: 1, work: { kind: "upload", tensor: 1, data, shape: [1 << 14] }, lent: true });
    await answered(2);
    expect(transfers).toEqual([[large.numbers.buffer], [data.buffer]]);
    expect(posts[1]).toMatchObject({ spent: [data.buffer] });
  });

  it("leaves a result in the room that came with the call, and gives the rest back", async () => {
    const { wasm } = scripted({ blocks: 1 });
    const { posts, transfers, send, answered } = serve(wasm);
    const [q, k] = [new Float32Array(1 << 15), new Float32Array(1 << 14)];
    const room = q.subarray(0, 1 << 14);
    const request = { q, k, v: k, heads: 1, qLen: 1, headDim: 1 };
    send({ type: "call", id: 0, work: { kind: "attention", request, keep: null, room }, lent: true });
    await answered(1);
    expect(posts[0]).toMatchObject({ value: { numbers: room }, spent: [k.buffer] });
    expect(transfers[0]).toEqual([q.buffer, k.buffer]);
  });

  it("frees every job that it began", async () => {
    const { wasm, log } = scripted({ blocks: 1 }, { blocks: 2, throws: refusalError() });
    const { send, answered } = serve(wasm);
    send({ type: "call", id: 0, work: trace });
    send({ type: "call", id: 1, work: trace });
    await answered(2);
    expect(log.filter((entry) => entry === "free")).toHaveLength(2);
  });

  it.each([
    { slice: SLICE.page, together: 4 },
    { slice: SLICE.worker, together: 10 },
  ])("rests between calls that are each shorter than a slice of $slice ms", async ({ slice, together }) => {
    const calls = 30;
    const { wasm } = scripted(...Array.from({ length: calls }, () => ({ blocks: 1, blockTime: 3 })));
    const { send, posts } = serve(wasm, slice);
    // How many answers there were at each turn of the thread's other tasks.
    const seen = [0];
    for (let id = 0; id < calls; id++) send({ type: "call", id, work: trace });
    while (posts.length < calls) {
      await pause();
      seen.push(posts.length);
    }
    const between = seen.slice(1).map((count, at) => count - (seen[at] ?? 0));
    expect(Math.max(...between)).toBeLessThanOrEqual(together);
  });

  it("looks up between slices, so that a cancelled call stops early and unanswered", async () => {
    const { wasm, log } = scripted({ blocks: 1000, blockTime: 1 }, { blocks: 1 });
    const { send, posts, answered } = serve(wasm);
    send({ type: "call", id: 0, work: trace });
    send({ type: "call", id: 1, work: trace });
    setTimeout(() => send({ type: "cancel", id: 0 }), 20);
    await answered(1);
    expect(posts.filter((post) => post.type !== "progress")).toEqual([
      { type: "result", id: 1, value: { numbers: Float32Array.of(1) } },
    ]);
    expect(log.length).toBeLessThan(500);
    expect(log).toContain("free");
  });

  it("forgets a call that is cancelled before its turn", async () => {
    const { wasm, log } = scripted({ blocks: 1 });
    const { send, posts, answered } = serve(wasm);
    send({ type: "call", id: 0, work: trace });
    send({ type: "call", id: 1, work: trace });
    send({ type: "cancel", id: 1 });
    await answered(1);
    await pause();
    expect(posts).toHaveLength(1);
    expect(log).toEqual(["block 1", "free"]);
  });

  it("reports rising progress, far less often than it looks up", async () => {
    const { wasm } = scripted({ blocks: 150, blockTime: 2 });
    const { send, posts, answered } = serve(wasm);
    send({ type: "call", id: 0, work: trace });
    await answered(1);
    const shares = posts.flatMap((post) => (post.type === "progress" ? [post.share] : []));
    expect(shares.length).toBeGreaterThan(1);
    expect(shares.length).toBeLessThan(50);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.every((share) => share > 0 && share < 1)).toBe(true);
  });

  it("passes a refusal on and keeps the instance", async () => {
    const { wasm, log } = scripted({ blocks: 1, throws: refusalError() }, { blocks: 1 });
    const { send, posts, answered } = serve(wasm);
    send({ type: "call", id: 0, work: trace });
    send({ type: "call", id: 1, work: trace });
    await answered(2);
    expect(posts[0]).toEqual({
      type: "refused",
      id: 0,
      error: { code: "shape-mismatch", operation: "attention", message: "q and k disagree", left: [1, 2], right: [3] },
    });
    expect(posts[1]?.type).toBe("result");
    expect(log).not.toContain("reset");
  });

  it("replaces the instance after a trap, and the calls behind it are answered", async () => {
    const { wasm, log } = scripted({ blocks: 1, throws: new WebAssembly.RuntimeError("unreachable") }, { blocks: 1 });
    const { send, posts, answered } = serve(wasm);
    send({ type: "call", id: 0, work: trace });
    send({ type: "call", id: 1, work: trace });
    await answered(2);
    expect(posts[0]).toEqual({ type: "panicked", id: 0, message: "unreachable" });
    expect(posts[1]?.type).toBe("result");
    expect(log[0]).toBe("reset");
  });

  it("says that it is lost when there is no new instance, and tries again with the next call", async () => {
    const { wasm } = scripted({ blocks: 99, throws: new WebAssembly.RuntimeError("unreachable") }, { blocks: 1 });
    const { send, posts, answered } = serve(wasm);
    send({ type: "call", id: 0, work: trace });
    await answered(1);
    expect(posts[0]).toEqual({ type: "lost", id: 0, message: "no memory for a new instance" });
    send({ type: "call", id: 1, work: trace });
    await answered(2);
    expect(posts[1]?.type).toBe("result");
  });
});
