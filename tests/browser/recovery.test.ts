/** After a panic the engine is rebuilt: the page is never blank, and the next change is computed. */
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { drawn, pixels, settings, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite("testHooks");

type Hooks = { headwiseTestHooks: { panic(): Promise<unknown> } };

describe("after a panic", () => {
  it("the picture stays and the next change is computed", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}`);
    const outcome = await page.evaluate(() => (globalThis as unknown as Hooks).headwiseTestHooks.panic().then(
      () => "resolved",
      (error: { code?: string }) => error.code ?? "no code",
    ));
    expect(outcome).toBe("engine-panicked");
    expect((await pixels(page)).colors).toBeGreaterThan(50);
    const ready = page.evaluate(() => new Promise<number>((resolve) => {
      document.addEventListener("headwise-ready", (event) => resolve((event as CustomEvent<{ tokens: string[] }>).detail.tokens.length), { once: true });
    }));
    await page.getByRole("button", { name: "Next seed" }).click();
    expect(await ready).toBe(11);
    expect((await settings(page)).seed).toBe(8);
    expect((await pixels(page)).colors).toBeGreaterThan(50);
    await expect(page.getByRole("alert").count()).resolves.toBe(0);
    await close();
  });

  it("a computation in flight is asked for again by itself", async () => {
    const { page, close } = await visit(browser(), `${address()}?${drawn}`);
    const tokens = await page.evaluate(() => {
      const ready = new Promise<number>((resolve) => {
        document.addEventListener("headwise-ready", (event) => resolve((event as CustomEvent<{ tokens: string[] }>).detail.tokens.length), { once: true });
      });
      (globalThis as unknown as Hooks).headwiseTestHooks.panic().catch(() => {});
      document.querySelector("headwise-playground")?.set({ text: "keys open doors" });
      return ready;
    });
    expect(tokens).toBe(3);
    await expect(page.getByRole("alert").count()).resolves.toBe(0);
    await close();
  });
});
