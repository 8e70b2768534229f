/**
 * A static server for the bench's page and the peers' WebAssembly. Below /isolated/ the same files
 * come with the headers that give a page shared memory: only engines that need it are opened there.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

export interface Server {
  /** Ends in a slash. */
  readonly address: string;
  close(): void;
}

/** @param folders From a prefix of the path, without slashes, to a folder; "" is the page's. */
export async function serve(folders: Readonly<Record<string, string>>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname.slice(1);
    const isolated = path.startsWith("isolated/");
    const file = locate(folders, decodeURIComponent(isolated ? path.slice("isolated/".length) : path));
    void answer(response, file, isolated ? ISOLATION : {});
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The file at a path, or null where it would lie outside its folder. */
export function locate(folders: Readonly<Record<string, string>>, path: string): string | null {
  const prefix = Object.keys(folders).find((name) => name !== "" && path.startsWith(`${name}/`)) ?? "";
  const folder = folders[prefix];
  const inside = normalize(prefix === "" ? path : path.slice(prefix.length + 1));
  if (folder === undefined || inside === ".." || inside.startsWith(`..${sep}`) || inside.startsWith(sep)) return null;
  return join(folder, inside === "." ? "index.html" : inside);
}

async function answer(response: ServerResponse, file: string | null, headers: Record<string, string>): Promise<void> {
  const found = file !== null && await stat(file).then((entry) => entry.isFile(), () => false);
  if (!found) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", ...headers });
  createReadStream(file).pipe(response);
}
