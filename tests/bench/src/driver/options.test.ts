import { describe, expect, it } from "vitest";
import { catalog } from "../engines/catalog";
import { parse } from "./options";

describe("the command line", () => {
  it("measures everything in three rounds unless told otherwise", () => {
    const options = parse([]);
    expect(options).toMatchObject({ sizes: null, widths: null, quick: false, rounds: 3, json: null, adapter: "swiftshader" });
    expect(options.engines).toBe(catalog);
    expect(parse(["--quick"]).rounds).toBe(1);
    expect(parse(["--adapter", "system"]).adapter).toBeNull();
  });

  it("reads lists", () => {
    const options = parse(["--sizes=256, 1024", "--dims", "64", "--engines", "tfjs,headwise", "--cases=decode", "--rounds", "5"]);
    expect(options.sizes).toEqual([256, 1024]);
    expect(options.widths).toEqual([64]);
    expect(options.engines.map(({ id }) => id)).toEqual(["tfjs", "headwise"]);
    expect(options.families).toEqual(["decode"]);
    expect(options.rounds).toBe(5);
  });

  it.each([
    [["--sizes", "big"], "--sizes"],
    [["--sizes", "0"], "--sizes"],
    [["--rounds", "1.5"], "--rounds"],
    [["--engines", "torch"], "choose among headwise"],
    [["--cases", "all"], "projection"],
    [["--adapter", "nvidia"], "system"],
    [["--fast"], "--fast"],
    [["1024"], "1024"],
  ])("refuses %j", (args, reason) => {
    expect(() => parse(args)).toThrow(reason);
  });
});
