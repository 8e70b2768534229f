import { describe, expect, it } from "vitest";
import { initialSpeed, readSpeed, selectionOf, writeSpeed } from "./settings";

const read = (search: string) => readSpeed((name) => new URLSearchParams(search).get(name));

describe("the settings of the speed page", () => {
  it("are a quick run when nothing is said", () => {
    expect(read("")).toEqual({ settings: initialSpeed, notices: [] });
    expect(selectionOf(initialSpeed)).toMatchObject({ sizes: [256, 512, 1024, 2048], widths: [64], caches: [1024, 8192] });
  });

  it("take the cases of the preset, unless others are named", () => {
    expect(read("preset=full").settings).toMatchObject({ preset: "full", widths: [64, 128] });
    expect(read("preset=full&widths=128&sizes=1024,256").settings).toMatchObject({ sizes: [256, 1024], widths: [128] });
  });

  it("say what could not be taken", () => {
    const { settings, notices } = read("preset=slow&kinds=full,sparse&sizes=7");
    expect(settings).toMatchObject({ preset: "quick", kinds: ["full"], sizes: [256, 512, 1024, 2048] });
    expect(notices).toEqual([
      "preset can be quick, full, not “slow”. Using quick.",
      "kinds can be full, causal, decode, not “full,sparse”. Using full.",
      "sizes can be 256, 512, 1024, 2048, 4096, not “7”. Using 256, 512, 1024, 2048.",
    ]);
  });

  it.each(["preset=quick", "preset=full&widths=128", "preset=quick&kinds=causal%2Cdecode&sizes=256&metric=time&theme=dark"])("are written as %s and read back", (address) => {
    const { settings } = read(address);
    expect(writeSpeed(settings)).toBe(address);
    expect(read(writeSpeed(settings)).settings).toEqual(settings);
  });
});
