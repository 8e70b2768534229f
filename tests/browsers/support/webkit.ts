/** WebKitGTK, over WebDriver, on a display that is not shown where the machine has none. */
import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import type { Driver } from "./driver";

const patience = 30_000;

/** @param program WebKitWebDriver. @param browser MiniBrowser. @param display Xvfb; null where there is a display. */
export async function openWebKit(program: string, browser: string, display: string | null): Promise<Driver> {
  const children: ChildProcess[] = [];
  const environment = { ...process.env, WEBKIT_DISABLE_COMPOSITING_MODE: "1", WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", NO_AT_BRIDGE: "1" };
  if (display !== null) {
    const number = `:${90 + (process.pid % 900)}`;
    children.push(spawn(display, [number, "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], { stdio: "ignore" }));
    Object.assign(environment, { DISPLAY: number, GDK_BACKEND: "x11" });
  }
  const port = await freePort();
  children.push(spawn(program, [`--port=${port}`], { stdio: "ignore", env: environment }));
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(JSON.stringify(value));
    return value;
  };
  await ready(() => ask("GET", "/status"));
  const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { binary: browser, args: ["--automation"] } } };
  const { sessionId } = (await ask("POST", "/session", { capabilities })) as { sessionId: string };
  const session = `/session/${sessionId}`;
  return {
    name: "WebKitGTK",
    navigate: async (url) => void (await ask("POST", `${session}/url`, { url })),
    run: (script) => ask("POST", `${session}/execute/sync`, { script, args: [] }),
    resize: async (width, height) => void (await ask("POST", `${session}/window/rect`, { width, height })),
    close: async () => {
      await ask("DELETE", session).catch(() => {});
      for (const child of children.reverse()) child.kill();
    },
  };
}

async function ready(ask: () => Promise<unknown>): Promise<void> {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    const answered = await ask().then(() => true, () => false);
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("WebKitWebDriver did not start");
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
