import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { expect, it } from "vitest";
import { locate, serve } from "./server";

const here = fileURLToPath(new URL(".", import.meta.url));

it("maps prefixes to folders and stays inside them", () => {
  const folders = { "": "/page", "peers/a": "/a/dist" };
  expect(locate(folders, "")).toBe(join("/page", "index.html"));
  expect(locate(folders, "assets/x.js")).toBe(join("/page", "assets/x.js"));
  expect(locate(folders, "peers/a/x.wasm")).toBe(join("/a/dist", "x.wasm"));
  expect(locate(folders, "peers/a/../../x")).toBeNull();
  expect(locate(folders, "../x")).toBeNull();
});

it("isolates what is asked for below /isolated/, and nothing else", async () => {
  const server = await serve({ "": here });
  const plain = await fetch(`${server.address}server.ts`);
  const isolated = await fetch(`${server.address}isolated/server.ts`);
  expect(plain.status).toBe(200);
  expect(plain.headers.has("Cross-Origin-Opener-Policy")).toBe(false);
  expect(isolated.headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
  expect(isolated.headers.get("Cross-Origin-Embedder-Policy")).toBe("require-corp");
  expect(await isolated.text()).toBe(await plain.text());
  expect((await fetch(`${server.address}nothing`)).status).toBe(404);
  server.close();
});
