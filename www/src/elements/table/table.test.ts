// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { smallTrace } from "../testing/trace";
import { allInside, inside, mount, rendered, textOf } from "../testing/mount";
import "./table";

async function make(tensor: string) {
  const table = await mount("headwise-table", { reader: smallTrace });
  await table.open(tensor);
  await rendered(table);
  return table;
}

describe("<headwise-table>", () => {
  it("has words as headers and as many decimals in every cell", async () => {
    const table = await make("given");
    expect(allInside(table, "thead th").map(textOf)).toEqual(["word \\ column", "1", "2", "3"]);
    expect(allInside(table, "tbody th").map(textOf)).toEqual(["keys", "open"]);
    expect(allInside(table, "td").map(textOf)).toEqual(["1.0000", "2.0000", "3.0000", "4.0000", "5.0000", "6.5000"]);
  });

  it("shows a vector as one row under its words", async () => {
    const table = await make("sum");
    expect(allInside(table, "thead th").map(textOf)).toEqual(["keys", "open"]);
    expect(allInside(table, "td")).toHaveLength(2);
  });

  it("is a dialog that opens and closes", async () => {
    const table = await make("given");
    expect(inside<HTMLDialogElement>(table, "dialog").open).toBe(true);
    inside<HTMLButtonElement>(table, "[aria-label=Close]").click();
    expect(inside<HTMLDialogElement>(table, "dialog").open).toBe(false);
  });
});
