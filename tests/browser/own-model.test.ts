/** A model of the reader's own: opened by choice or by drop, refused with a reason, sent nowhere, and left again. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { violationsInBothThemes } from "./support/axe";
import { useBrowser } from "./support/browser";
import { caption, eventually, settings, touch, visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();

const golden = (model: string) => (name: string) => fileURLToPath(new URL(`../golden/models/${model}/${name}`, import.meta.url));
const llama = ["config.json", "model.safetensors"].map(golden("llama-2l-8h-2kv"));
const gpt2 = ["config.json", "model.safetensors"].map(golden("gpt2-2l-4h"));

const own = (page: Page) => page.getByRole("radio", { name: "Own" });
const files = (page: Page) => page.locator("headwise-own-model input[type=file]");
const tokens = (page: Page) => page.evaluate(() => document.querySelector("headwise-playground")?.renderRoot
  .querySelector("headwise-stage")?.trace?.tokens ?? []);
const numbers = "3 10 17 24 31 38 3 10 17 24 31 38".split(" ");

async function opened(page: Page, model: readonly string[]): Promise<void> {
  await own(page).check();
  await files(page).setInputFiles([...model]);
  await eventually(() => tokens(page), (now) => now[0] === "3");
}

describe("a model of the reader's own", () => {
  it("is opened from files, runs through the scenes, and nothing of it leaves the page", async () => {
    const { page, problems, close } = await visit(browser(), `${address()}?scene=split&beat=query-row`, { reducedMotion: "reduce" });
    await page.locator("headwise-predictions ol").waitFor();
    const sent: string[] = [];
    page.on("request", (request) => {
      const { pathname, search } = new URL(request.url());
      sent.push(`${request.method()} ${pathname}${search}`);
    });
    await opened(page, llama);
    expect(await tokens(page)).toEqual(numbers);
    await expect(page.locator(".honest").innerText()).resolves.toBe("Your own model, layer 1 of 2");
    await expect(caption(page).innerText()).resolves.toMatch(/^The row of Q' for the second “38” is its row of X times W/u);
    for (const beat of ["split/keys-values", "attend/all-heads", "concat/output", "online-softmax/tile"]) {
      const [scene = "", id = ""] = beat.split("/");
      await page.evaluate(([scene, id]) => document.querySelector("headwise-playground")?.seek({ scene: scene ?? "", beat: id ?? "" }), [scene, id]);
      await eventually(() => caption(page).innerText(), (text) => text !== "");
    }
    // What was asked for is code and the page's icon; nothing was sent.
    expect(sent.filter((request) => !/^GET \/[\w./-]*\.(?:js|css|wasm|svg)$/u.test(request))).toEqual([]);
    expect(new URL(page.url()).search).not.toMatch(/own|text=|layer=/u);
    expect(problems).toEqual([]);
    await close();
  });

  it("is refused with the tensor's name, and the trained model stays", async () => {
    const { page, close } = await visit(browser(), address());
    await page.locator("headwise-predictions ol").waitFor();
    await own(page).check();
    await files(page).setInputFiles([gpt2[0] ?? "", llama[1] ?? ""]);
    await page.locator("headwise-own-model [role=alert]").filter({ hasText: /tensor wpe\.weight of shape \[64, 32\] is missing/u }).waitFor();
    await files(page).setInputFiles([llama[1] ?? ""]);
    await page.locator("headwise-own-model [role=alert]").filter({ hasText: "config.json is missing" }).waitFor();
    expect((await settings(page)).weights).toBe("trained");
    expect((await tokens(page))[0]).toBe("<begin>");
    await close();
  });

  it("is opened by a drop anywhere, and left for the trained one with a text that it reads", async () => {
    const { page, problems, close } = await visit(browser(), address());
    await page.locator("headwise-predictions ol").waitFor();
    const dropped = await Promise.all(gpt2.map(async (path) => [path.split("/").at(-1) ?? "", [...await readFile(path)]] as const));
    await page.evaluate((given) => {
      const dataTransfer = new DataTransfer();
      for (const [name, bytes] of given) dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
      document.querySelector("headwise-playground")?.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, dropped);
    await eventually(() => tokens(page), (now) => now[0] === "3");
    expect(await tokens(page)).toEqual(numbers);
    await page.getByRole("radio", { name: "Trained" }).check();
    await eventually(() => tokens(page), (now) => now[0] === "<begin>");
    expect((await tokens(page))[1]).toBe("Anna");
    // It is still open: one choice brings it back.
    await own(page).check();
    await eventually(() => tokens(page), (now) => now[0] === "3");
    expect((await settings(page)).weights).toBe("own");
    expect(problems).toEqual([]);
    await close();
  });

  it("says what a text is to it, and draws the last good one meanwhile", async () => {
    const { page, close } = await visit(browser(), address());
    await opened(page, llama);
    await page.getByLabel("Sentence", { exact: true }).fill("the keys");
    await page.getByRole("alert").filter({ hasText: "numbers of tokens, 0 to 95" }).waitFor();
    expect(await tokens(page)).toEqual(numbers);
    await page.getByLabel("Sentence", { exact: true }).fill("7 7 7");
    await eventually(() => tokens(page), (now) => now.length === 3);
    expect(await page.getByRole("alert").count()).toBe(0);
    await close();
  });

  it("is in no link: one that names it shows the trained model and says so", async () => {
    const { page, close } = await visit(browser(), `${address()}?weights=own`);
    await page.getByText("A model of your own is not in a link", { exact: false }).waitFor();
    expect((await settings(page)).weights).toBe("trained");
    await close();
  });

  it("can be opened on a phone, by touch, without barriers", async () => {
    const { page, problems, close } = await visit(browser(), address(), touch);
    await page.getByRole("button", { name: "Settings" }).tap();
    await opened(page, llama);
    await page.getByText("Llama layout, 2 layers, 96 tokens.", { exact: false }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    expect(problems).toEqual([]);
    await close();
  });
});

describe("the sign that begins a text", () => {
  it("is a row that can be followed, by choice and by address", async () => {
    const { page, close } = await visit(browser(), `${address()}?scene=attend&beat=weights&row=0`, { reducedMotion: "reduce" });
    await page.locator("headwise-predictions ol").waitFor();
    expect((await settings(page)).row).toBe(-1);
    const rows = page.getByLabel("Query word followed");
    await expect(rows.locator("option").first().innerText()).resolves.toBe("0: the start sign");
    await expect(page.locator("headwise-predictions h3").innerText()).resolves.toBe("After ▸ start");
    await rows.selectOption({ label: "2: Quill" });
    await rows.selectOption({ label: "0: the start sign" });
    expect((await settings(page)).row).toBe(-1);
    await close();
  });
});
