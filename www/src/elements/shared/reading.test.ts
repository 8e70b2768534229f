import { describe, expect, it } from "vitest";
import { divisors, readAddress, reconcile, writeAddress } from "./reading";
import { fields, initialSettings, settingNames, trainedSettings, type Settings } from "./settings";

const messages = (search: string) => readAddress(search).notices.map(({ message }) => message);

describe("readAddress", () => {
  it("gives the first settings when nothing is said", () => {
    expect(readAddress("")).toEqual({ settings: initialSettings, notices: [] });
  });

  it("reads every setting by its attribute's name", () => {
    const { settings, notices } = readAddress(
      "?text=keys+open&heads=8&kv-heads=2&d-model=64&causal=false&temperature=2.5&seed=9&off=3,1,3&head=2&row=5&tile-rows=3&tile-columns=5&splits=2&prompt=6&steps=7&block=3&window=5&sinks=2&groups=4&scene=attend&beat=mask&theme=dark&backend=webgpu&speed=2",
    );
    expect(notices).toEqual([]);
    expect(settings).toEqual({
      text: "keys open", weights: "random", layer: 1, heads: 8, kvHeads: 2, dModel: 64, causal: false, temperature: 2.5, seed: 9, headsOff: [0, 2],
      head: 1, row: 4, tileRows: 3, tileColumns: 5, splits: 2,
      prompt: 6, steps: 7, block: 3, window: 5, sinks: 2, groups: 4, scene: "attend", beat: "mask", theme: "dark", backend: "webgpu", speed: 2,
    });
  });

  it("keeps one key head a query head unless told otherwise", () => {
    expect(readAddress("heads=2").settings).toMatchObject({ heads: 2, kvHeads: 2 });
    expect(readAddress("heads=3").settings).toMatchObject({ heads: 4, kvHeads: 4 });
    expect(messages("heads=3")).toHaveLength(1);
  });

  it.each(["", "0", "off", "No"])("reads causal=%s", (text) => {
    expect(readAddress(`causal=${text}`).settings.causal).toBe(text === "");
  });

  it("says which text means nothing", () => {
    expect(messages("causal=perhaps")).toEqual(["causal must be true or false, not “perhaps”. Using true."]);
    expect(messages("seed=abc")).toEqual(["seed must be a number, not “abc”. Using 7."]);
    expect(messages("off=x")).toEqual(["off must be head numbers separated by commas, not “x”."]);
    expect(messages("head=0")).toEqual(["head goes from 1 to 8, not 0. Using 1."]);
    expect(messages("theme=pink")).toEqual(["theme can be auto, light, dark, not “pink”. Using auto."]);
  });
});

describe("writeAddress", () => {
  it("leaves out what is as it was, but for the scene", () => {
    expect(writeAddress(initialSettings)).toBe("scene=split");
  });

  it("is read back as the same settings", () => {
    const settings: Settings = {
      text: "a & b = “c”? 🔑", weights: "random", layer: 1, heads: 8, kvHeads: 4, dModel: 16, causal: false, temperature: 0.35, seed: 4_294_967_295,
      headsOff: [0, 7], head: 7, row: 63, tileRows: 64, tileColumns: 1, splits: 9,
      prompt: 64, steps: 48, block: 64, window: 1, sinks: 0, groups: 8, scene: "concat", beat: "silos", theme: "light", backend: "cpu", speed: 0.5,
    };
    expect(readAddress(writeAddress(settings))).toEqual({ settings, notices: [] });
  });
});

describe("the weights", () => {
  it.each(["heads=2", "kv-heads=1", "d-model=16", "causal=0", "seed=9"])("are random where %s is said of a trained playground", (search) => {
    expect(readAddress(search, trainedSettings).settings.weights).toBe("random");
    expect(readAddress(`${search}&weights=trained`, trainedSettings).settings.weights).toBe("trained");
  });

  it("are trained where nothing is said of a trained playground, whose address is then short", () => {
    expect(readAddress("temperature=2&layer=3", trainedSettings).settings).toMatchObject({ weights: "trained", layer: 2 });
    expect(writeAddress(trainedSettings, trainedSettings)).toBe("scene=split");
  });

  it("decide which settings stand in the address", () => {
    const drawn: Settings = { ...trainedSettings, weights: "random", heads: 8, kvHeads: 8, seed: 9, layer: 0 };
    expect(writeAddress(drawn, trainedSettings)).toBe("weights=random&heads=8&seed=9&scene=split");
    expect(writeAddress({ ...drawn, weights: "trained" }, trainedSettings)).toBe("layer=1&scene=split");
    expect(readAddress(writeAddress(drawn, trainedSettings), trainedSettings).settings).toEqual({ ...drawn, layer: 1 });
  });

  it("decide how many heads can be switched off and followed", () => {
    const off = (settings: Settings) => reconcile({ ...settings, headsOff: [3, 5], head: 5 });
    expect(off(trainedSettings)).toMatchObject({ settings: { headsOff: [3, 5], head: 5 }, notices: [] });
    expect(off(initialSettings)).toMatchObject({ settings: { headsOff: [3], head: 3 }, notices: [{ setting: "headsOff" }] });
  });
});

describe("reconcile", () => {
  it("leaves settings that agree alone", () => {
    expect(reconcile(initialSettings)).toEqual({ settings: initialSettings, notices: [] });
  });

  it("finds heads that divide the width and groups that divide the heads, whatever is wanted", () => {
    for (const dModel of [16, 32, 64]) {
      for (let heads = 1; heads <= 8; heads += 1) {
        for (let kvHeads = 1; kvHeads <= 8; kvHeads += 1) {
          const { settings } = reconcile({ ...initialSettings, dModel, heads, kvHeads, head: 7 });
          expect(settings.dModel % settings.heads).toBe(0);
          expect(settings.heads % settings.kvHeads).toBe(0);
          expect(settings.head).toBeLessThan(settings.heads);
        }
      }
    }
  });

  it("knows the divisors", () => {
    expect(divisors(4)).toEqual([1, 2, 4]);
  });
});

describe("the table of settings", () => {
  it("writes and reads each first value", () => {
    for (const name of settingNames) {
      const field = fields[name] as { write(value: unknown): string; read(raw: string, label: string, initial: unknown): unknown; initial: unknown };
      expect(field.read(field.write(field.initial), name, field.initial)).toEqual({ value: field.initial });
    }
  });
});
