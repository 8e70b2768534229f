/**
 * Colours in OKLab, where equal steps look equal, and their WCAG contrast.
 * Source: B. Ottosson, "A perceptual color space for image processing" (2020).
 */

/** sRGB, each channel 0 to 255. */
export type Rgb = readonly [number, number, number];
/** OKLCH: lightness 0 to 1, chroma, hue in degrees. */
export type Lch = readonly [number, number, number];
type Lab = readonly [number, number, number];

/** The sRGB colour nearest to an OKLCH one: chroma gives way where the screen cannot show it. */
export function fromLch([lightness, chroma, hue]: Lch): Rgb {
  const angle = (hue * Math.PI) / 180;
  let inside = chroma;
  for (;;) {
    const linear = toLinear([lightness, inside * Math.cos(angle), inside * Math.sin(angle)]);
    if (inside <= 0 || linear.every((channel) => channel > -1e-4 && channel < 1.0001)) return encode(linear);
    inside -= 0.004;
  }
}

/** The colour a fraction t of the way from one to another. */
export function mixColors(from: Rgb, to: Rgb, t: number): Rgb {
  const [a, b] = [toLab(from), toLab(to)];
  return encode(toLinear([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]));
}

/** Lightness, chroma and hue of an sRGB colour. */
export function toLch(color: Rgb): Lch {
  const [lightness, a, b] = toLab(color);
  return [lightness, Math.hypot(a, b), ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360];
}

/** Distance of two colours in OKLab; about 0.02 is just noticeable. */
export function difference(one: Rgb, other: Rgb): number {
  const [a, b] = [toLab(one), toLab(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Contrast ratio of WCAG 2.2, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Relative luminance of WCAG 2.2, 0 to 1. */
export function luminance(color: Rgb): number {
  const [r, g, b] = color.map(decodeChannel) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** `#rrggbb`. */
export function toHex(color: Rgb): string {
  return `#${color.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** @throws Error unless the text is `#rrggbb`. */
export function fromHex(hex: string): Rgb {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/iu.exec(hex);
  if (!match) throw new Error(`not a colour of the form #rrggbb: ${hex}`);
  return [match[1], match[2], match[3]].map((digits) => parseInt(digits as string, 16)) as unknown as Rgb;
}

function toLab(color: Rgb): Lab {
  const [r, g, b] = color.map(decodeChannel) as unknown as Rgb;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toLinear([lightness, a, b]: Lab): Lab {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function encode(linear: Lab): Rgb {
  return linear.map((channel) => {
    const c = Math.min(1, Math.max(0, channel));
    return Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
  }) as unknown as Rgb;
}

function decodeChannel(channel: number): number {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}
