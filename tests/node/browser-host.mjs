// Drives the built engine in a headless Chromium for the conformance suite.
//
//   node browser-host.mjs PATH/TO/engine-page/index.html cpu|webgpu
//
// Hands the messages on standard input to the page, which asks for them, and its answers back. CHROME
// names the browser. With HEADWISE_EXPECT_GPU=1 it is a fault that there is no WebGPU adapter, and not
// a reason to skip.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { argv, env, exit, stdout } from "node:process";
import { writeError } from "./message.mjs";
import { requests } from "./requests.mjs";

const require = createRequire(import.meta.url);
const { chromium } = createRequire(new URL("../../www/package.json", import.meta.url))("playwright-core");

const FLAGS = require("../chromium-flags.json");
// In software: the same adapter wherever the suite runs.
const WEBGPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

const [, , page, backend] = argv;
const folder = path.dirname(path.resolve(page));

/** One message at a time: who has it, who waits for one, who waits for the answer. */
const waiting = { request: null, page: null, answer: null };

/** Gives the page the message, if both are there. */
function deliver() {
  if (waiting.request === null || waiting.page === null) return;
  waiting.page.writeHead(200).end(waiting.request);
  waiting.request = waiting.page = null;
}

async function serveFile(name, response) {
  const type = TYPES[path.extname(name)] ?? "application/octet-stream";
  try {
    const body = await readFile(path.join(folder, path.normalize(name)));
    response.writeHead(200, { "content-type": type }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/request") {
    waiting.page = response;
    deliver();
  } else if (pathname === "/answer") {
    waiting.answer?.(await body(request));
    response.writeHead(204).end();
  } else {
    await serveFile(pathname === "/" ? "index.html" : pathname.slice(1), response);
  }
});
// The page waits as long as the suite thinks.
server.requestTimeout = 0;
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

const browser = await chromium.launch({
  executablePath: env.CHROME ?? "/usr/bin/chromium",
  args: backend === "webgpu" ? [...FLAGS, ...WEBGPU] : FLAGS,
});

/** Whoever waits learns that nobody will answer; the next message starts another process. */
function end(reason) {
  if (waiting.answer === null) {
    console.error(reason);
    exit(1);
  }
  waiting.answer(writeError(reason, "lost"));
}

const tab = await browser.newPage();
tab.on("crash", () => end("the page crashed"));
tab.on("pageerror", (error) => end(`the page failed: ${error.message}`));
tab.on("console", (message) => ["error", "warning"].includes(message.type()) && console.error(message.text()));
const expected = env.HEADWISE_EXPECT_GPU === "1" ? "&expected" : "";
await tab.goto(`http://127.0.0.1:${server.address().port}/?backend=${backend}${expected}`);

for await (const message of requests()) {
  const answered = new Promise((resolve) => (waiting.answer = resolve));
  waiting.request = message;
  deliver();
  stdout.write(await answered);
  waiting.answer = null;
}
await browser.close();
exit(0);
