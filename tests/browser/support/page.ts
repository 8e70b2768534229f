/** A page under test: what went wrong in it, and where things are. */
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import type { Settings } from "../../../www/src/elements/shared/settings";

export const desktop = { width: 1280, height: 800 } as const;
export const phone = { width: 390, height: 844 } as const;
/** A phone: small, touched, not hovered over. */
export const touch: BrowserContextOptions = { viewport: phone, hasTouch: true, isMobile: true };

/** Random weights on the sentence and the row that tests count on: in an address, for what the trained model has otherwise. */
export const drawn = "weights=random&text=the+cat+sat+on+the+mat+because+the+mat+was+warm&head=1&row=9";

export interface Visit {
  readonly page: Page;
  /** Errors on the console, uncaught errors, violations of the policy, requests to anywhere else. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** Opens an address and waits for the first picture, unless `waitFor` is null. */
export async function visit(
  browser: Browser,
  address: string,
  options: BrowserContextOptions & { before?: (page: Page) => Promise<unknown>; waitFor?: string | null } = {},
): Promise<Visit> {
  const { before, waitFor = "headwise-stage canvas", ...contextOptions } = options;
  const context = await browser.newContext({ viewport: desktop, ...contextOptions });
  const page = await context.newPage();
  const problems: string[] = [];
  const { origin } = new URL(address);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(blob|data):/u.test(url)) problems.push(`request to ${url}`);
  });
  await before?.(page);
  await page.goto(address);
  if (waitFor !== null) await page.locator(waitFor).first().waitFor();
  return { page, problems, close: () => context.close() };
}

/** The settings of the playground. */
export function settings(page: Page): Promise<Settings> {
  return page.evaluate(() => {
    const playground = document.querySelector("headwise-playground");
    if (playground === null) throw new Error("there is no playground");
    return playground.settings;
  });
}

/** `scene/beat` on stage. */
export async function beat(page: Page): Promise<string> {
  const { scene, beat } = await settings(page);
  return `${scene}/${beat}`;
}

/** Asks until the answer is as wanted; the last answer otherwise. */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, milliseconds = 5000): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || Date.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Waits for two painted frames. */
export function painted(page: Page): Promise<void> {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));
}

/** How many different colours the canvas shows, and a hash of all its pixels. */
export function pixels(page: Page): Promise<{ colors: number; hash: number }> {
  return page.locator("headwise-stage canvas").evaluate((canvas: HTMLCanvasElement) => {
    // Read from a copy: reading makes a canvas slow, and the browser says so.
    const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    context?.drawImage(canvas, 0, 0);
    const data = context?.getImageData(0, 0, copy.width, copy.height).data ?? new Uint8ClampedArray();
    const words = new Uint32Array(data.buffer);
    let hash = 0x811c9dc5;
    const colors = new Set<number>();
    for (const word of words) {
      colors.add(word);
      hash = Math.imul(hash ^ word, 0x01000193);
    }
    return { colors: colors.size, hash };
  });
}

/** Moves the pointer over the picture until a cell is under it; its point on the page. */
export async function findCell(page: Page, from: readonly [number, number] = [0, 0]): Promise<{ x: number; y: number }> {
  const box = await page.locator("headwise-stage").boundingBox();
  if (box === null) throw new Error("there is no stage");
  for (let y = box.y + from[1] + 12; y < box.y + box.height - 40; y += 23) {
    for (let x = box.x + from[0] + 12; x < box.x + box.width; x += 37) {
      await page.mouse.move(x, y);
      if ((await cell(page)) !== null) return { x, y };
    }
  }
  throw new Error("no cell was found on the stage");
}

/** Taps down the picture until a cell is held. */
export async function tapCell(page: Page): Promise<void> {
  const box = await page.locator("headwise-stage").boundingBox();
  if (box === null) throw new Error("there is no stage");
  for (let y = box.y + 40; y < box.y + box.height - 60; y += 29) {
    await page.touchscreen.tap(box.x + box.width * 0.75, y);
    if ((await cell(page))?.locked) return;
  }
  throw new Error("no cell was found on the stage");
}

/** The cell that is explained, as the derivation has it. */
export function cell(page: Page): Promise<{ tensor: string; index: readonly number[]; locked: boolean } | null> {
  return page.evaluate(async () => {
    const playground = document.querySelector("headwise-playground");
    await playground?.updateComplete;
    const derivation = playground?.renderRoot.querySelector("headwise-derivation");
    if (!derivation?.cell) return null;
    return { ...derivation.cell, locked: derivation.locked };
  });
}

/** The caption's text. */
export function caption(page: Page): Locator {
  return page.locator("headwise-caption p");
}
