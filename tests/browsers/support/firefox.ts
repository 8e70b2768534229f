/** Firefox, over Marionette, the protocol that it speaks itself: length, colon, `[type, id, command, parameters]`. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Driver } from "./driver";

/** No update, no first-run pages, and a port that the system chooses. */
const preferences = { "marionette.port": 0, "app.update.enabled": false, "browser.shell.checkDefaultBrowser": false, "datareporting.policy.dataSubmissionEnabled": false };
const patience = 30_000;

export async function openFirefox(program: string): Promise<Driver> {
  const profile = await mkdtemp(join(tmpdir(), "headwise-firefox-"));
  await writeFile(join(profile, "user.js"), Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`).join("\n"));
  const child = spawn(program, ["--headless", "--marionette", "--no-remote", "--profile", profile], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const connection = new Connection(await reach(await portOf(profile)));
  await connection.send("WebDriver:NewSession", {});
  return {
    name: "Firefox",
    navigate: async (url) => void (await connection.send("WebDriver:Navigate", { url })),
    run: async (script) => ((await connection.send("WebDriver:ExecuteScript", { script, args: [] })) as { value: unknown }).value,
    resize: async (width, height) => void (await connection.send("WebDriver:SetWindowRect", { width, height })),
    close: async () => {
      connection.end();
      child.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Firefox writes the port into its profile when it listens. */
async function portOf(profile: string): Promise<number> {
  const end = Date.now() + patience;
  for (;;) {
    const text = await readFile(join(profile, "MarionetteActivePort"), "utf8").catch(() => "");
    if (text !== "") return Number(text);
    if (Date.now() > end) throw new Error("Firefox did not start");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function reach(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });
}

class Connection {
  private rest = Buffer.alloc(0);
  private next = 0;
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();

  constructor(private readonly socket: Socket) {
    socket.on("data", (data) => {
      this.rest = Buffer.concat([this.rest, data]);
      this.read();
    });
  }

  send(command: string, parameters: object): Promise<unknown> {
    const id = this.next++;
    const message = JSON.stringify([0, id, command, parameters]);
    this.socket.write(`${Buffer.byteLength(message)}:${message}`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  end(): void {
    this.socket.destroy();
  }

  private read(): void {
    for (;;) {
      const colon = this.rest.indexOf(":");
      if (colon < 0) return;
      const end = colon + 1 + Number(this.rest.subarray(0, colon).toString());
      if (this.rest.length < end) return;
      const message = JSON.parse(this.rest.subarray(colon + 1, end).toString()) as unknown;
      this.rest = this.rest.subarray(end);
      // The first message is a greeting.
      if (Array.isArray(message)) this.answer(message);
    }
  }

  private answer([, id, error, value]: unknown[]): void {
    const asked = this.waiting.get(id as number);
    this.waiting.delete(id as number);
    if (error === null) asked?.resolve(value);
    else asked?.reject(new Error(JSON.stringify(error)));
  }
}
