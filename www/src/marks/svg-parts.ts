/** Pieces of SVG text. */

/** An image as its pixels: r, g, b, a bytes, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
}

/** Hundredths of a pixel are more than anybody sees. */
export function rounded(value = 0): string {
  return String(Math.round(value * 1000) / 1000);
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** One rectangle for each run of equal pixels of a row, in units of pixels; none where nothing is painted. */
export function pixelRects({ width, height, pixels }: Pixels): string {
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height);
  const rects: string[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width;) {
      const word = words[y * width + x];
      let end = x + 1;
      while (end < width && words[y * width + end] === word) end++;
      const [r, g, b, a = 0] = pixels.subarray(4 * (y * width + x));
      const faint = a < 255 ? ` fill-opacity="${rounded(a / 255)}"` : "";
      if (a > 0) rects.push(`<rect x="${x}" y="${y}" width="${end - x}" height="1" fill="rgb(${r},${g},${b})"${faint}/>`);
      x = end;
    }
  }
  return rects.join("");
}
