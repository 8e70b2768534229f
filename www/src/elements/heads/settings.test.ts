import { describe, expect, it } from "vitest";
import { initialHeads, readHeads, writeHeads, type HeadsSettings } from "./settings";

function fromQuery(query: string) {
  const parameters = new URLSearchParams(query);
  return readHeads((name) => parameters.get(name));
}

describe("the address of the page about heads", () => {
  it("carries every setting there and back, counting from 1", () => {
    const settings: HeadsSettings = {
      view: "prune", text: "the dog runs", head: { layer: 2, head: 0 }, off: [{ layer: 0, head: 5 }, { layer: 1, head: 3 }],
      relation: "verb-subject", example: 4, theme: "dark",
    };
    const query = writeHeads(settings);
    expect(query).toBe("view=prune&text=the+dog+runs&head=3.1&off=1.6%2C2.4&relation=verb-subject&example=5&theme=dark");
    expect(fromQuery(query)).toEqual({ settings, notices: [] });
  });

  it("says nothing of what is as in the beginning", () => {
    expect(writeHeads(initialHeads)).toBe("");
    expect(fromQuery("").settings).toEqual(initialHeads);
  });

  it("orders heads that are off, names each once, and tells what it could not read", () => {
    const { settings, notices } = fromQuery("off=2.4,1.6,2.4,x&head=0.1&view=all&example=99");
    expect(settings).toEqual({ ...initialHeads, off: [{ layer: 0, head: 5 }, { layer: 1, head: 3 }], example: 19 });
    expect(notices).toHaveLength(4);
  });
});
