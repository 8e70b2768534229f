import { describe, expect, it } from "vitest";
import { BitmapCache } from "./bitmaps";
import { paint } from "./paint";
import { svgContext } from "./svg";
import { pixelRects } from "./svg-parts";
import { brushOn, listOf, scoreGrid } from "./testing";
import { TextRuler } from "./text";

function drawn(...marks: Parameters<typeof listOf>): string {
  const { context, write } = svgContext(400, 300, (text) => 6 * text.length);
  const brush = brushOn(context, marks);
  const bitmaps = new BitmapCache(brush.trace, brush.palette, (width, height, pixels) => ({ width, height, pixels }) as unknown as CanvasImageSource);
  paint({ ...brush, bitmaps, ruler: new TextRuler(context) }, listOf(...marks));
  return write("#fff");
}

describe("a picture as SVG", () => {
  it("has the size, the background, and a clip for the picture", () => {
    const svg = drawn(scoreGrid(0));
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="400" height="300" viewBox="0 0 400 300">/u);
    expect(svg).toContain('<rect width="100%" height="100%" fill="#fff"/>');
    expect(svg).toMatch(/<clipPath id="d0"><path d="M0 0h400v/u);
  });

  it("closes every element it opens", () => {
    const svg = drawn(scoreGrid(0, { title: "S < T & U" }), scoreGrid(1, { id: "masked" }));
    const open = [...svg.matchAll(/<([a-zA-Z]+)(?:\s[^>]*[^/])?>/gu)].map(([, name]) => name);
    const closed = [...svg.matchAll(/<\/([a-zA-Z]+)>/gu)].map(([, name]) => name);
    expect(open.sort()).toEqual(closed.sort());
    expect(svg).toContain("S &lt; T &amp; U");
  });

  it("hatches what is masked and nothing else", () => {
    expect(drawn(scoreGrid(1))).toContain("<pattern ");
    expect(drawn(scoreGrid(0))).not.toContain("<pattern ");
  });

  it("draws one rectangle for each run of equal cells", () => {
    const pixels = Uint8ClampedArray.of(1, 2, 3, 255, 1, 2, 3, 255, 9, 9, 9, 255, 0, 0, 0, 0, 1, 2, 3, 255, 1, 2, 3, 128);
    expect(pixelRects({ width: 3, height: 2, pixels })).toBe(
      '<rect x="0" y="0" width="2" height="1" fill="rgb(1,2,3)"/><rect x="2" y="0" width="1" height="1" fill="rgb(9,9,9)"/>'
      + '<rect x="1" y="1" width="1" height="1" fill="rgb(1,2,3)"/><rect x="2" y="1" width="1" height="1" fill="rgb(1,2,3)" fill-opacity="0.502"/>',
    );
  });
});
