/**
 * Measures the map as a reader feels it: time to the first picture and to the exact one, frame times while the view
 * pans and zooms, and the engine's memory. Headless Chromium, a picture of 800 by 600, Q and K of a constructed head.
 *
 *     cargo xtask build
 *     node www/scripts/map-frames.mjs [--site FOLDER] [--n 16384,4096] [--head mixed]
 *
 * A frame is from one animation frame to the next, so it is at least 16.7 ms at 60 Hz. Work is what the page's thread
 * does in it: from the frame's beginning to the first task behind its painting.
 */
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values: options } = parseArgs({
  options: {
    site: { type: "string", default: fileURLToPath(new URL("../dist", import.meta.url)) },
    n: { type: "string", default: "16384" },
    head: { type: "string", default: "mixed" },
  },
});
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm" };

const server = createServer(async (request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
  try {
    const body = await readFile(join(options.site, path));
    response.writeHead(200, { "Content-Type": types[extname(path)] ?? "application/octet-stream" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROME ?? "/usr/bin/chromium", args: ["--headless=new", "--no-sandbox"] });

for (const n of options.n.split(",")) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  page.on("pageerror", (error) => console.error(error.message));
  // The map is opened twice: the second time its module is there, as for a reader who changes the head.
  await page.goto(`${origin}/map.html?n=100&head=${options.head}`);
  await page.locator(".refinement", { hasText: "Exact: every cell" }).waitFor();
  console.log(JSON.stringify(await page.evaluate(measure, Number(n))));
  await page.close();
}
await browser.close();
server.close();

/** Runs in the page. */
async function measure(n) {
  const map = document.querySelector("headwise-map");
  const stage = map.shadowRoot.querySelector("headwise-map-stage");
  const canvas = stage.shadowRoot.querySelector("canvas");
  // The picture, without the names of rows and keys beside it, is 800 by 600.
  const { pictureExtent } = stage;
  const beside = [stage.clientWidth - pictureExtent.width, stage.clientHeight - pictureExtent.height];
  Object.assign(stage.style, { width: `${800 + beside[0]}px`, height: `${600 + beside[1]}px` });
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  await frame();

  const times = {};
  const begun = performance.now();
  const drawn = new Promise((resolve) => {
    stage.addEventListener("headwise-seen", function heard({ detail: { refinement } }) {
      if (stage.map?.info.rows !== n) return;
      const now = performance.now() - begun;
      if (stage.tiles > 0) times.firstPicture ??= now;
      if (refinement.exact === refinement.tiles || refinement.step !== null) times.sample ??= now;
      if (refinement.exact < refinement.tiles) return;
      times.exact = now;
      stage.removeEventListener("headwise-seen", heard);
      resolve();
    });
  });
  map.setAttribute("n", String(n));
  await drawn;
  await new Promise((resolve) => setTimeout(resolve, 500));

  const box = canvas.getBoundingClientRect();
  const at = (x, y) => ({ clientX: box.left + beside[0] + x, clientY: box.top + beside[1] + y, bubbles: true, cancelable: true });
  const wheel = (deltaY, x, y) => canvas.dispatchEvent(new WheelEvent("wheel", { ...at(x, y), deltaY }));
  const pointer = (type, x, y, buttons) => canvas.dispatchEvent(new PointerEvent(type, { ...at(x, y), pointerId: 1, pointerType: "touch", buttons }));
  const intervals = { zoom: [], pan: [] };
  const work = [];
  const views = new Set();
  stage.addEventListener("headwise-seen", ({ detail: { view } }) => views.add(`${view.row} ${view.key} ${view.cell}`));
  const behind = () => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(null);
  });
  // Touch: a drag of a real pointer would have to be captured.
  async function over(kind, count, step) {
    let last = await frame();
    for (let i = 0; i < count; i += 1) {
      step(i);
      const now = await frame();
      intervals[kind].push(now - last);
      last = now;
      await behind();
      work.push(performance.now() - now);
    }
  }
  const pan = (dx, dy) => over("pan", 150, (i) => {
    const [x, y] = [400 + dx * Math.sin(i / 12), 300 + dy * Math.sin(i / 17)];
    if (i === 0) pointer("pointerdown", x, y, 1);
    pointer("pointermove", x, y, 1);
    if (i === 149) pointer("pointerup", x, y, 0);
  });
  for (const [x, y] of [[120, 300], [260, 420], [60, 560]]) {
    // From the whole map to single cells and back, panning at three depths on the way.
    await over("zoom", 50, () => wheel(-60, x, y));
    await pan(180, 150);
    await over("zoom", 50, () => wheel(-60, x, y));
    await pan(220, 220);
    await over("zoom", 40, () => wheel(-60, x, y));
    await pan(260, 260);
    await over("zoom", 150, () => wheel(60, 400, 300));
  }
  const summary = (list) => {
    const sorted = [...list].sort((a, b) => a - b);
    const quantile = (share) => Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1));
    return { frames: sorted.length, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), most: quantile(1) };
  };
  const round = (value) => Math.round(value);
  const rounded = Object.fromEntries(Object.entries(times).map(([name, value]) => [name, round(value)]));
  const all = summary([...intervals.zoom, ...intervals.pan]);
  const engineBytes = await map.memory();
  return { n, milliseconds: rounded, frames: all, zoom: summary(intervals.zoom), pan: summary(intervals.pan), work: summary(work), views: views.size, engineMB: engineBytes / 1e6, tilesMB: stage.bytes / 1e6 };
}
