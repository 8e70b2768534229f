/** Losing the GPU in Chromium, in every way there is: each call is finished on the CPU or rejects clearly. */
import type { Page } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import { emulatedGpu, useBrowser } from "./support/browser";
import { destroyDevice, keepDevice, stubDevice, watchGpu } from "./support/device";
import { eventually, visit, type Visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser(emulatedGpu);
const plain = useBrowser();
const address = useSite("fixture");
const withoutWorkers = useSite("fixture", { alsoPolicy: "worker-src 'none'" });

/** What a stub reaches of WebGPU, of which TypeScript's library has no types. */
interface Scope {
  navigator: { gpu: { requestAdapter: unknown } };
  GPUAdapter: { prototype: Record<string, unknown> };
  GPUDevice: { prototype: Record<string, (...given: unknown[]) => unknown> };
  GPUQueue: { prototype: Record<string, (...given: unknown[]) => unknown> };
}

let open: Visit | null = null;
let seen: ReturnType<typeof watchGpu>;
afterEach(async () => {
  await open?.close();
  open = null;
});

async function enter(stub: (() => void) | null, { to = address(), on = browser() } = {}): Promise<Page> {
  open = await visit(on, to, {
    waitFor: null,
    before: async (page) => {
      seen = watchGpu(page);
      if (stub) await stubDevice(page, stub);
    },
  });
  return open.page;
}

/** An engine on the page, asked for WebGPU, its events noted; then calls on it, one after the other. */
function start(page: Page) {
  return page.evaluate(async () => {
    const engine = await globalThis.headwise.createEngine({ backend: "webgpu" });
    const events: unknown[] = [];
    engine.addEventListener("backendchange", ({ detail }) => events.push(detail));
    const q = Float32Array.from({ length: 2 * 9 * 4 }, (_, at) => Math.sin(at));
    const attend = async () => {
      const { out } = await engine.attention({ q, k: q, v: q, heads: 2, qLen: 9, headDim: 4 });
      return { sum: out.reduce((sum, cell) => sum + cell, 0), ...engine.info };
    };
    Object.assign(globalThis, { engine, events, attend, q });
    return engine.info;
  });
}

interface Told {
  readonly backend: string;
  readonly reason: string | null;
}

declare global {
  var engine: Awaited<ReturnType<typeof globalThis.headwise.createEngine>>;
  var events: Told[];
  var q: Float32Array;
  var attend: () => Promise<{ sum: number; backend: string; adapter: string | null; fallbackReason: string | null }>;
}

const attend = (page: Page) => page.evaluate(() => globalThis.attend());
const events = (page: Page) => page.evaluate(() => globalThis.events);

describe("without a device", () => {
  it.each<[string, string, () => void]>([
    ["has no WebGPU", "no-webgpu", () => Object.defineProperty(navigator, "gpu", { value: undefined })],
    ["finds no adapter", "no-adapter", () => Object.defineProperty(navigator, "gpu", { value: { requestAdapter: () => Promise.resolve(null) } })],
    ["fails at the adapter", "no-adapter", () => Object.defineProperty(navigator, "gpu", { value: { requestAdapter: () => Promise.reject(new Error("no")) } })],
    ["refuses the device", "no-device", () => {
      (globalThis as unknown as Scope).GPUAdapter.prototype["requestDevice"] = () => Promise.reject(new DOMException("refused", "OperationError"));
    }],
    ["has a poor adapter", "limits-too-low", () => {
      const { prototype } = Reflect.get(globalThis, "GPUSupportedLimits") as { prototype: object };
      Object.defineProperty(prototype, "maxComputeWorkgroupStorageSize", { get: () => 8192 });
    }],
  ])("the CPU computes when the browser %s", async (_, code, stub) => {
    const page = await enter(stub);
    const info = await start(page);
    expect(info.backend).toBe("cpu");
    if (code === "no-webgpu") expect(info.fallbackReason).toBe("there is no WebGPU here");
    else expect(info.fallbackReason).toContain(`WebGPU failed (${code})`);
    for (let call = 0; call < 3; call++) expect(await attend(page)).toMatchObject({ backend: "cpu", adapter: null });
    // Asked for again once, not in a loop; and nothing fetched where there is no adapter.
    expect(seen.workers.length).toBe(code === "no-webgpu" ? 1 : 2);
    if (code === "no-webgpu" || code === "no-adapter") expect(seen.fetched).toEqual([]);
  });

  it("the CPU computes in a browser without an adapter, and says why", async () => {
    const page = await enter(null, { on: plain() });
    expect((await start(page)).fallbackReason).toMatch(/WebGPU/u);
    expect(await attend(page)).toMatchObject({ backend: "cpu" });
    expect(seen.fetched).toEqual([]);
  });

  it("the CPU computes when the package can't be fetched", async () => {
    open = await visit(browser(), address(), { waitFor: null, before: (page) => page.route(/gpu-[^/]*\.wasm$/u, (route) => route.abort()) });
    expect((await start(open.page)).fallbackReason).toContain("WebGPU failed (unavailable)");
    expect(await attend(open.page)).toMatchObject({ backend: "cpu" });
  });
});

describe("a device that fails", () => {
  it("between calls: listeners are told, tensors are lost, and it is asked for once more", async () => {
    const page = await enter(keepDevice);
    expect((await start(page)).backend).toBe("webgpu");
    const right = await attend(page);
    expect(right.backend).toBe("webgpu");
    await page.evaluate(async () => Object.assign(globalThis, { tensor: await globalThis.engine.upload(globalThis.q, [2, 9, 4]) }));
    await destroyDevice(page);
    expect((await eventually(() => events(page), (told) => told.length > 0)).at(-1)?.reason).toContain("WebGPU failed (device-lost)");
    const code = await page.evaluate(() => (Reflect.get(globalThis, "tensor") as { read(): Promise<unknown> }).read().then(() => "read", ({ code }) => code as string));
    expect(code).toBe("tensor-lost");
    const back = await attend(page);
    expect(back).toMatchObject({ backend: "webgpu", fallbackReason: null });
    expect(back.sum).toBeCloseTo(right.sum, 5);
    await destroyDevice(page);
    await eventually(() => events(page), (told) => told.at(-1)?.reason !== null);
    for (let call = 0; call < 3; call++) {
      const own = await attend(page);
      expect(own).toMatchObject({ backend: "cpu" });
      expect(own.sum).toBeCloseTo(right.sum, 5);
    }
    expect(seen.workers).toHaveLength(2);
  });

  it.each<[string, string, () => void]>([
    ["is lost before the work is submitted", "device-lost", () => {
      const { prototype } = (globalThis as unknown as Scope).GPUDevice;
      const original = prototype["createCommandEncoder"];
      prototype["createCommandEncoder"] = function lose(...given) {
        (this as unknown as { destroy(): void }).destroy();
        return original?.apply(this, given);
      };
    }],
    ["is lost while it computes", "device-lost", () => {
      const { GPUDevice, GPUQueue } = globalThis as unknown as Scope;
      const [push, submit] = [GPUDevice.prototype["pushErrorScope"], GPUQueue.prototype["submit"]];
      let device: { destroy(): void } | null = null;
      GPUDevice.prototype["pushErrorScope"] = function note(...given) {
        device = this as unknown as { destroy(): void };
        return push?.apply(this, given);
      };
      GPUQueue.prototype["submit"] = function lose(...given) {
        const submitted = submit?.apply(this, given);
        device?.destroy();
        return submitted;
      };
    }],
    ["rejects a shader", "validation", () => {
      const { prototype } = (globalThis as unknown as Scope).GPUDevice;
      const original = prototype["createShaderModule"];
      prototype["createShaderModule"] = function spoil() {
        return original?.call(this, { code: "this is no shader" });
      };
    }],
    ["has no memory left", "out-of-memory", () => {
      const full = Reflect.get(globalThis, "GPUOutOfMemoryError") as new (message: string) => Error;
      (globalThis as unknown as Scope).GPUDevice.prototype["popErrorScope"] = () => Promise.resolve(new full("full"));
    }],
    ["fails inside, which breaks the package", "panicked", () => {
      const internal = Reflect.get(globalThis, "GPUInternalError") as new (message: string) => Error;
      (globalThis as unknown as Scope).GPUDevice.prototype["popErrorScope"] = () => Promise.resolve(new internal("driver"));
    }],
  ])("and %s: the call is finished on the CPU", async (_, code, stub) => {
    const page = await enter(stub);
    expect((await start(page)).backend).toBe("webgpu");
    for (let call = 0; call < 4; call++) {
      const own = await attend(page);
      expect(own).toMatchObject({ backend: "cpu", adapter: null });
      expect(own.fallbackReason).toContain(`WebGPU failed (${code})`);
    }
    expect((await events(page)).at(-1)).toMatchObject({ backend: "cpu" });
    expect(seen.workers.length).toBeLessThanOrEqual(2);
  });

  it("rejects a call in which a tensor on it takes part", async () => {
    const page = await enter(keepDevice);
    await start(page);
    const told = page.evaluate(async () => {
      const tensor = await globalThis.engine.upload(globalThis.q, [1, 2, 9, 4]);
      Object.assign(globalThis, { ready: true });
      const codes = new Set<string>();
      for (;;) {
        const call = globalThis.engine.attention({ q: tensor, k: tensor, v: tensor, heads: 2, qLen: 9, headDim: 4 });
        const code = await call.then(() => "done", (error: { code: string }) => error.code);
        codes.add(code);
        if (code !== "done") return [...codes];
      }
    });
    await page.waitForFunction(() => "ready" in globalThis);
    await destroyDevice(page);
    // Under way when the device went, or just behind it.
    expect(["device-lost", "tensor-lost"]).toContain((await told).at(-1));
    expect(await attend(page)).toMatchObject({ backend: "webgpu" });
  });
});

describe("a page that forbids workers", () => {
  it("computes on the GPU from its own thread, and on the CPU when that is lost", async () => {
    const page = await enter(null, { to: withoutWorkers() });
    await page.evaluate(keepDevice);
    expect(await start(page)).toMatchObject({ backend: "webgpu", runsIn: "main thread" });
    const right = await attend(page);
    expect(right.backend).toBe("webgpu");
    await page.evaluate(() => (Reflect.get(globalThis, "keptDevice") as { destroy(): void }).destroy());
    await eventually(() => events(page), (told) => told.length > 0);
    const again = await attend(page);
    expect(again.backend).toBe("webgpu");
    expect(again.sum).toBeCloseTo(right.sum, 5);
    await page.evaluate(() => globalThis.engine.dispose());
  });

  it("survives a package that breaks down there", async () => {
    const page = await enter(null, { to: withoutWorkers() });
    await start(page);
    const right = await attend(page);
    await page.evaluate(() => {
      const internal = Reflect.get(globalThis, "GPUInternalError") as new (message: string) => Error;
      const { prototype } = (globalThis as unknown as Scope).GPUDevice;
      const original = prototype["popErrorScope"];
      prototype["popErrorScope"] = () => Promise.resolve(new internal("driver"));
      Object.assign(globalThis, { mend: () => (prototype["popErrorScope"] = original as () => unknown) });
    });
    expect(await attend(page)).toMatchObject({ backend: "cpu" });
    await page.evaluate(() => (Reflect.get(globalThis, "mend") as () => void)());
    const mended = await attend(page);
    expect(mended.backend).toBe("webgpu");
    expect(mended.sum).toBeCloseTo(right.sum, 5);
  });
});

describe("a page in the background", () => {
  it("computes on", async () => {
    const page = await enter(null);
    await start(page);
    const other = await page.context().newPage();
    await other.goto("about:blank");
    await other.bringToFront();
    expect(await attend(page)).toMatchObject({ backend: "webgpu", fallbackReason: null });
  });
});
