/** The GPU worker of a page under test: what it runs before its own script, and reaching into it. */
import type { Page, Worker } from "playwright-core";

const SCRIPT = /gpu-worker-[^/]*\.js$/u;

/** Has every GPU worker of the page run this function before it asks for an adapter. */
export async function stubDevice(page: Page, stub: () => void): Promise<void> {
  await page.route(SCRIPT, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${stub.toString()})();\n${await response.text()}` });
  });
}

/** Keeps the device where `inDevice` finds it. */
export function keepDevice(): void {
  const { prototype } = Reflect.get(globalThis, "GPUAdapter") as { prototype: { requestDevice(...asked: unknown[]): Promise<unknown> } };
  const { requestDevice } = prototype;
  prototype.requestDevice = async function keep(...asked) {
    const device = await requestDevice.apply(this, asked);
    Object.assign(globalThis, { keptDevice: device });
    return device;
  };
}

/** The newest GPU worker of the page. */
export function gpuWorker(page: Page): Worker {
  const worker = page.workers().findLast((own) => SCRIPT.test(own.url()));
  if (!worker) throw new Error("the page has no GPU worker");
  return worker;
}

/** Destroys the device that `keepDevice` kept, as losing it would. */
export function destroyDevice(page: Page): Promise<void> {
  return gpuWorker(page).evaluate(() => (Reflect.get(globalThis, "keptDevice") as { destroy(): void }).destroy());
}

/** Notes the scripts of GPU workers that start, and the files of the GPU's package that are fetched. */
export function watchGpu(page: Page): { workers: string[]; fetched: string[] } {
  const seen = { workers: [] as string[], fetched: [] as string[] };
  page.on("worker", (worker) => SCRIPT.test(worker.url()) && seen.workers.push(worker.url()));
  page.context().on("request", (request) => /\/(gpu-[^/]*\.wasm|wasm-[^/]*\.js)$/u.test(request.url()) && seen.fetched.push(request.url()));
  return seen;
}
