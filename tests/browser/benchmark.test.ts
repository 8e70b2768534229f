/** The speed page: it measures in a worker, shows what it found twice, and leaves the page free. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../www/src/benchmark/report";
import { violationsInBothThemes } from "./support/axe";
import { emulatedGpu, useBrowser } from "./support/browser";
import { desktop, eventually, phone, touch, visit } from "./support/page";
import { serve, type Site } from "./support/server";
import { folders, useSite } from "./support/sites";

const browser = useBrowser();
const browserWithGpu = useBrowser(emulatedGpu);
const address = useSite();
/** One size: all contestants are done in a few seconds. */
const short = "speed.html?kinds=full,decode&sizes=256";
const open = (search = short, options: Parameters<typeof visit>[2] = {}) =>
  visit(browser(), `${address()}${search}`, { waitFor: "headwise-speed .primary", ...options });

/** The report, once the run is over. */
async function finished(page: Page): Promise<Report> {
  await page.getByRole("button", { name: "Run it again" }).waitFor();
  const report = await page.evaluate(() => document.querySelector("headwise-speed")?.report ?? null);
  if (report === null) throw new Error("there is no report");
  return report;
}

describe("a run", () => {
  it("measures every contestant that is here, right to rounding, and never holds the page up", async () => {
    const { page, problems, close } = await open();
    await page.evaluate(() => {
      const long: number[] = [];
      new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
      Object.assign(globalThis, { long });
    });
    await page.getByRole("button", { name: "Run the benchmark" }).click();
    await page.getByRole("progressbar", { name: "Measured so far" }).waitFor();
    const report = await finished(page);
    expect(report.complete).toBe(true);
    const here = report.machine?.entrants.filter(({ available }) => available).map(({ id }) => id) ?? [];
    expect(here).toContain("javascript");
    expect(here).toContain("cpu-1");
    // Full attention at one size, and two caches.
    expect(report.measurements).toHaveLength(3 * here.length);
    for (const measurement of report.measurements) {
      expect(measurement).toMatchObject({ status: "right" });
      expect(measurement).toHaveProperty("error", expect.toSatisfy((error: number) => error < 2e-6));
      expect(measurement).toHaveProperty("median", expect.toSatisfy((median: number) => median > 0));
    }
    // A task of some milliseconds takes longer where other work has the processors.
    const long = await page.evaluate(() => (globalThis as unknown as { long: number[] }).long);
    expect(Math.max(0, ...long)).toBeLessThan(100);
    expect(problems).toEqual([]);
    await close();
  });

  it("shows the same numbers in the plot, in the table and as JSON", async () => {
    const { page, close } = await open(short, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("button", { name: "Run the benchmark" }).click();
    const report = await finished(page);
    await expect(page.locator("headwise-speed figure").count()).resolves.toBe(2);
    const points = await page.locator("headwise-speed svg .series title").allTextContents();
    expect(points).toHaveLength(report.measurements.length);
    const rows = await page.locator("headwise-speed tbody td:first-of-type").allTextContents();
    expect(points.map((point) => /: (.*?),/u.exec(point)?.[1]).toSorted()).toEqual(rows.toSorted());
    await page.getByRole("button", { name: "Copy as JSON" }).click();
    await page.getByText("Copied.").waitFor();
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(report);
    await close();
  });

  it("stops at once, with its workers, and keeps what it has", async () => {
    const { page, problems, close } = await open("speed.html?preset=full");
    await page.getByRole("button", { name: "Run the benchmark" }).click();
    await page.locator("headwise-speed tbody tr").first().waitFor();
    const before = Date.now();
    await page.getByRole("button", { name: "Stop" }).click();
    const report = await finished(page);
    expect(Date.now() - before).toBeLessThan(1000);
    expect(report.complete).toBe(false);
    expect(report.measurements.length).toBeGreaterThan(0);
    expect(await eventually(async () => page.workers().length, (count) => count === 0)).toBe(0);
    await expect(page.getByRole("button", { name: "Copy as JSON" }).isVisible()).resolves.toBe(true);
    expect(problems).toEqual([]);
    await close();
  });

  it("is begun and stopped with the keyboard alone", async () => {
    const { page, close } = await open("speed.html?preset=full");
    const focused = () => page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.textContent?.trim() ?? "";
    });
    for (let press = 0; press < 15 && (await focused()) !== "Run the benchmark"; press += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("progressbar").waitFor();
    expect(await focused()).toBe("Stop");
    await page.keyboard.press("Space");
    await page.getByRole("progressbar").waitFor({ state: "detached" });
    await close();
  });
});

describe("on an adapter that is emulated", () => {
  it("measures WebGPU too, and says what that is worth", async () => {
    const { page, problems, close } = await visit(browserWithGpu(), `${address()}speed.html?kinds=full&sizes=256`, { waitFor: "headwise-speed .primary" });
    await page.getByRole("button", { name: "Run the benchmark" }).click();
    const report = await finished(page);
    expect(report.machine?.entrants.find(({ id }) => id === "webgpu")).toMatchObject({ available: true, emulated: true });
    expect(report.measurements.find(({ contestant }) => contestant === "webgpu")).toMatchObject({ status: "right" });
    await expect(page.locator("headwise-speed .doubts").innerText()).resolves.toMatch(/is software: it emulates a GPU on the CPU/u);
    expect(problems).toEqual([]);
    await close();
  });
});

describe("the page", () => {
  it("has its state in the address", async () => {
    const { page, close } = await open("speed.html");
    await page.getByRole("radio", { name: "Full, some minutes" }).check({ force: true });
    await page.getByText("Choose cases").click();
    await page.getByRole("checkbox", { name: "64", exact: true }).uncheck();
    await page.getByRole("radio", { name: "Time" }).check({ force: true });
    expect(new URL(page.url()).search).toBe("?preset=full&widths=128&metric=time");
    await page.reload();
    await page.getByText("Choose cases").click();
    await expect(page.getByRole("checkbox", { name: "64", exact: true }).isChecked()).resolves.toBe(false);
    await expect(page.getByRole("radio", { name: "Time" }).isChecked()).resolves.toBe(true);
    await close();
  });

  it("is a click from the playground and back, in the theme that was chosen", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?theme=dark`, { colorScheme: "light" });
    await page.getByRole("link", { name: "Speed" }).click();
    await page.getByRole("button", { name: "Run the benchmark" }).waitFor();
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    expect(await eventually(theme, (now) => now === "dark")).toBe("dark");
    await expect(page.getByRole("link", { name: "Speed" }).getAttribute("aria-current")).resolves.toBe("page");
    await page.getByRole("link", { name: "Playground" }).click();
    await page.locator("headwise-stage canvas").waitFor();
    expect(await theme()).toBe("dark");
    expect(problems).toEqual([]);
    await close();
  });

  const sizes = [["desktop", { viewport: desktop }], ["phone", touch]] as const;
  it.each(sizes)("is accessible in both themes and fits: %s", async (size, options) => {
    const { page, close } = await open(`${short}&widths=64`, options);
    await page.getByText("Choose cases").click();
    await page.getByRole("button", { name: "Run the benchmark" }).click();
    await finished(page);
    expect(await violationsInBothThemes(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size === "phone" ? phone.width : desktop.width);
    await close();
  });
});

describe("where workers are refused", () => {
  let refusing: Site;
  beforeAll(async () => {
    refusing = await serve(folders.site, { alsoPolicy: "worker-src 'none'" });
  });
  afterAll(() => refusing.close());

  it("says that it needs one", async () => {
    const { page, close } = await visit(browser(), `${refusing.address}${short}`, { waitFor: "headwise-speed .primary" });
    await page.getByRole("button", { name: "Run the benchmark" }).click();
    await expect(page.getByRole("alert").innerText()).resolves.toMatch(/needs a page that allows one/u);
    await close();
  });
});
