/** Takes README's pictures from the built site: `npm run pictures` after `cargo xtask build`. */
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { preview } from "vite";

const www = fileURLToPath(new URL("..", import.meta.url));
const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
// The sentence, the layer and the head that the playground begins with: an induction head on a name that comes back.
const pictures = [
  // Points at a weight, the last row's of the third key, so that its sources and its derivation show.
  { name: "playground", state: "scene=attend&beat=weights", point: [0.67, 0.8], clip: false },
  // The picture alone, where the counts of a run with a cache and without have parted.
  { name: "kv-cache", state: "scene=kv-cache&beat=without-cache", point: null, clip: true },
];

const server = await preview({ root: www, configFile: `${www}vite.config.ts`, preview: { port: 0 } });
const browser = await chromium.launch({
  executablePath: process.env.CHROME ?? "/usr/bin/chromium",
  args: ["--headless=new", "--no-sandbox", "--no-first-run", "--disable-background-networking"],
});
for (const colorScheme of ["light", "dark"]) {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5, colorScheme, reducedMotion: "reduce",
  });
  for (const { name, state, point, clip } of pictures) {
    await page.goto(`${server.resolvedUrls.local[0]}?${state}`);
    const stage = page.locator("headwise-stage");
    await stage.locator("canvas").waitFor();
    await page.getByText("Trained model, layer 2 of 3").waitFor();
    await page.waitForTimeout(1500);
    const box = await stage.boundingBox();
    await page.mouse.move(...(point === null ? [0, 0] : [box.x + box.width * point[0], box.y + box.height * point[1]]));
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${docs}${name}-${colorScheme}.png`, ...(clip ? { clip: box } : {}) });
  }
}
await browser.close();
await server.close();
process.exit(0);
