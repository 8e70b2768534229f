/** The table view: any tensor, any slice, read by headers and copied as CSV and NumPy. */
import { describe, expect, it } from "vitest";
import { useBrowser } from "./support/browser";
import { visit } from "./support/page";
import { useSite } from "./support/sites";

const browser = useBrowser();
const address = useSite();

async function open(query = "?weights=random&text=keys+open+doors") {
  const visited = await visit(browser(), `${address()}${query}`, { permissions: ["clipboard-read", "clipboard-write"] });
  await visited.page.getByRole("button", { name: "Table" }).click();
  await visited.page.getByRole("dialog").waitFor();
  return visited;
}

describe("the table", () => {
  it("has the words as headers and rows of weights that add up to 1", async () => {
    const { page, problems, close } = await open();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("columnheader").allInnerTexts()).resolves.toEqual(["query \\ key", "keys", "open", "doors"]);
    await expect(dialog.getByRole("rowheader").allInnerTexts()).resolves.toEqual(["keys", "open", "doors"]);
    const rows = await dialog.getByRole("row").allInnerTexts();
    for (const row of rows.slice(1)) {
      const sum = row.split("\t").slice(1).reduce((total, cell) => total + Number(cell), 0);
      expect(sum).toBeCloseTo(1, 3);
    }
    expect(problems).toEqual([]);
    await close();
  });

  it("shows every tensor of the trace", async () => {
    const { page, problems, close } = await open();
    const select = page.getByRole("dialog").getByLabel("Tensor");
    const names = await select.locator("option").evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    expect(names.length).toBeGreaterThan(30);
    for (const name of names) {
      await select.selectOption(name);
      expect(await page.getByRole("dialog").getByRole("cell").count(), name).toBeGreaterThan(0);
    }
    expect(problems).toEqual([]);
    await close();
  });

  it("copies as CSV and as NumPy", async () => {
    const { page, close } = await open();
    const pasted = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Copy as CSV" }).click();
    await page.getByText("Copied as CSV.").waitFor();
    const lines = (await pasted()).trim().split("\n");
    expect(lines[0]).toBe("query \\ key,keys,open,doors");
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe("keys,1,0,0");
    await page.getByRole("button", { name: "Copy as NumPy" }).click();
    await page.getByText("Copied as NumPy.").waitFor();
    expect(await pasted()).toMatch(/^import numpy as np\n\nweights = np\.array\(\[\n {4}\[1, 0, 0\],/u);
    await close();
  });

  it("holds the outer axes at a chosen place, and closes on Escape", async () => {
    const { page, close } = await open();
    const dialog = page.getByRole("dialog");
    const before = await dialog.getByRole("cell").allInnerTexts();
    await dialog.getByRole("combobox", { name: "head", exact: true }).selectOption({ label: "head 2" });
    expect(await dialog.getByRole("cell").allInnerTexts()).not.toEqual(before);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await close();
  });
});
