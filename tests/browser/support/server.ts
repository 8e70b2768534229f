/** A static server as strict as a careful host: correct types and a tight Content-Security-Policy; anyone may embed. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

const strict = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "object-src 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html headwise-worker",
].join("; ");

export interface Site {
  /** Ends in a slash. */
  readonly address: string;
  /** The files that were asked for and are there, each once. */
  readonly served: ReadonlySet<string>;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Where under the host the site lies, such as `/some/where/`. Default `/`. */
  readonly prefix?: string;
  /** The Content-Security-Policy; null for none. Default strict. */
  readonly policy?: string | null;
  /** Added to the policy, such as `worker-src 'none'`. */
  readonly alsoPolicy?: string;
}

export async function serve(folder: string, { prefix = "/", policy = strict, alsoPolicy }: ServeOptions = {}): Promise<Site> {
  const whole = [policy, alsoPolicy].filter((part) => typeof part === "string").join("; ");
  const served = new Set<string>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const inside = pathname.startsWith(prefix) ? decodeURIComponent(pathname.slice(prefix.length)) : null;
    const path = inside === null ? null : normalize(inside === "" || inside.endsWith("/") ? `${inside}index.html` : inside);
    if (path === null || path.startsWith("..")) {
      response.writeHead(404).end();
      return;
    }
    readFile(join(folder, path)).then(
      (body) => {
        served.add(path);
        response.writeHead(200, {
          "content-type": types[extname(path)] ?? "application/octet-stream",
          ...(whole === "" ? {} : { "content-security-policy": whole }),
          "access-control-allow-origin": "*",
          "cache-control": "no-store",
        });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${prefix}`,
    served,
    close: () => new Promise((resolve, reject) => {
      server.closeAllConnections();
      server.close((error) => (error ? reject(error) : resolve()));
    }),
  };
}
