import { describe, expect, it } from "vitest";
import type { ColorScale, Hue } from "../marks/display-list";
import { contrast, difference, fromHex, fromLch, mixColors, toHex, toLch, type Rgb } from "./oklab";
import { createPalette, rampStep } from "./palette";
import { customProperties, headColor, HEAD_HUES, interfaceColors, negativeInk, roleHues, type ThemeName } from "./tokens";

const themes: readonly ThemeName[] = ["light", "dark"];
const hues = (theme: ThemeName): [string, Rgb][] =>
  Object.entries(roleHues[theme]).map(([name, lch]) => [name, fromLch(lch)]);

/** How a colour looks without one kind of cone: Machado, Oliveira, Fernandes 2009, severity 1. */
const deficiencies: Readonly<Record<string, readonly (readonly number[])[]>> = {
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
};
const decode = (c: number): number => (c <= 10.31475 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4);
const encode = (c: number): number => 255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);
function seenWith(deficiency: string, color: Rgb): Rgb {
  const linear = color.map(decode);
  return (deficiencies[deficiency] ?? []).map((row) =>
    encode(Math.min(1, Math.max(0, row.reduce((sum, weight, i) => sum + weight * (linear[i] ?? 0), 0))))) as unknown as Rgb;
}

describe.each(themes)("%s theme", (theme) => {
  const { background, surface, sunken, ...rest } = interfaceColors[theme];
  const grounds = [background, surface, sunken].map(fromHex);

  it("sets text at 4.5:1 and control edges at 3:1 on every ground", () => {
    for (const ground of grounds) {
      for (const name of ["ink", "muted", "accent", "danger"] as const) {
        expect(contrast(fromHex(rest[name]), ground), name).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const ground of [rest.hover, rest.pressed, rest.highlight].map(fromHex)) {
      for (const name of ["ink", "muted", "accent"] as const) {
        expect(contrast(fromHex(rest[name]), ground), name).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const ground of grounds) {
      expect(contrast(fromHex(rest.edge), ground), "edge").toBeGreaterThanOrEqual(3);
    }
    expect(contrast(fromHex(rest.onAccent), fromHex(rest.accent))).toBeGreaterThanOrEqual(4.5);
  });

  it("draws full values of every hue at 3:1 on the background", () => {
    const ground = fromHex(background);
    for (const [name, hue] of hues(theme)) expect(contrast(hue, ground), name).toBeGreaterThanOrEqual(3);
    for (let head = 0; head < HEAD_HUES; head++) {
      expect(contrast(headColor(theme, head), ground), `head ${head}`).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(fromLch(negativeInk[theme]), ground)).toBeGreaterThanOrEqual(7);
  });

  it("keeps the roles apart for every kind of colour vision", () => {
    for (const deficiency of Object.keys(deficiencies)) {
      for (const [one, a] of hues(theme)) {
        for (const [other, b] of hues(theme)) {
          const distance = difference(seenWith(deficiency, a), seenWith(deficiency, b));
          if (one < other) expect(distance, `${one} and ${other}, ${deficiency}`).toBeGreaterThan(0.045);
        }
      }
    }
  });

  it("keeps heads that follow each other apart in lightness", () => {
    for (let head = 1; head < 8; head++) {
      const [a, b] = [toLch(headColor(theme, head - 1)), toLch(headColor(theme, head))];
      expect(Math.abs(a[0] - b[0]), `heads ${head - 1} and ${head}`).toBeGreaterThan(0.1);
    }
    for (let a = 0; a < HEAD_HUES; a++) {
      for (let b = 0; b < a; b++) {
        expect(difference(headColor(theme, a), headColor(theme, b)), `heads ${a} and ${b}`).toBeGreaterThan(0.04);
      }
    }
    expect(headColor(theme, HEAD_HUES)).toEqual(headColor(theme, 0));
  });

  it("cannot confuse negative with positive: ends differ in lightness and chroma", () => {
    for (const [name, hue] of hues(theme)) {
      const [negative, positive] = [negativeInk[theme], toLch(hue)];
      expect(Math.abs(negative[0] - positive[0]), name).toBeGreaterThan(0.12);
    }
  });

  it("gives every interface colour and hue a custom property", () => {
    const css = customProperties(theme);
    for (const name of ["--hw-background", "--hw-on-accent", "--hw-query", "--hw-negative", "--hw-text-body", "--hw-space-2"]) {
      expect(css).toContain(`${name}: `);
    }
    expect(css).not.toMatch(/undefined|NaN/u);
  });
});

describe("palette", () => {
  const diverging: ColorScale = { kind: "diverging", hue: "query", limit: 2 };
  const sequential: ColorScale = { kind: "sequential", hue: "weight", limit: 1 };
  const palette = createPalette("light");

  it("puts zero on the background and the limits on hue and ink", () => {
    expect(palette.colorOf(diverging, 0)).toEqual(fromHex(palette.background));
    expect(palette.colorOf(diverging, 2)).toEqual(fromLch(roleHues.light.query));
    expect(palette.colorOf(diverging, -2)).toEqual(fromLch(negativeInk.light));
    expect(palette.colorOf(sequential, 0)).toEqual(fromHex(palette.background));
    expect(palette.colorOf(sequential, 9)).toEqual(fromLch(roleHues.light.weight));
    expect(palette.colorOf(sequential, -1)).toEqual(fromHex(palette.background));
  });

  it("has no colour for masked cells and one for positive infinity", () => {
    for (const value of [-Infinity, NaN]) expect(palette.colorOf(diverging, value)).toBeNull();
    expect(rampStep(diverging, Infinity)).toBe(256);
    expect(rampStep({ ...diverging, limit: 0 }, 0)).toBe(128);
  });

  it("lets the host replace colours", () => {
    const red: Rgb = [200, 0, 0];
    const own = createPalette("dark", { query: red });
    expect(own.css("query")).toBe("#c80000");
    expect(own.colorOf(diverging, 2)).toEqual(red);
    expect(own.css("key")).toBe(createPalette("dark").css("key"));
    expect(palette.css("head:3")).toBe(toHex(headColor("light", 3)));
  });

  it("writes numbers in ink that reads on any cell", () => {
    for (const theme of themes) {
      const own = createPalette(theme);
      const ramp = own.ramp(diverging);
      const ground = fromHex(own.background);
      for (const alpha of [1, 0.45]) {
        for (let i = 0; i < ramp.length; i += 4) {
          const cell = [0, 1, 2].map((c) => (ramp[i + c] ?? 0) * alpha + (ground[c] ?? 0) * (1 - alpha)) as unknown as Rgb;
          const color: Rgb = [ramp[i] ?? 0, ramp[i + 1] ?? 0, ramp[i + 2] ?? 0];
          expect(contrast(fromHex(own.inkOn(color, alpha)), cell)).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });

  it("sets words in a hue at 4.5:1 and leaves hues alone that have it", () => {
    for (const theme of themes) {
      const own = createPalette(theme);
      const names = [...Object.keys(roleHues[theme]), ...Array.from({ length: HEAD_HUES }, (_, head) => `head:${head}`)];
      for (const name of names as Hue[]) {
        expect(contrast(fromHex(own.text(name)), fromHex(own.background)), name).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(palette.text("query")).toBe(palette.css("query"));
    expect(palette.text("key")).not.toBe(palette.css("key"));
  });
});

describe("oklab", () => {
  it("round-trips and mixes exactly at the ends", () => {
    const [a, b]: [Rgb, Rgb] = [[12, 200, 90], [250, 3, 128]];
    expect(fromLch(toLch(a))).toEqual(a);
    expect(mixColors(a, b, 0)).toEqual(a);
    expect(mixColors(a, b, 1)).toEqual(b);
    expect(fromHex(toHex(b))).toEqual(b);
    expect(() => fromHex("red")).toThrow(/#rrggbb/u);
  });

  it("knows the contrast of black on white", () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBe(21);
  });
});
