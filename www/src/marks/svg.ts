/**
 * A context that writes SVG instead of painting pixels: the same marks give the same picture as a
 * drawing that scales and can be edited. It knows what the marks use of a canvas, no more.
 */
import type { Context2D } from "./canvas";
import { escaped, pixelRects, rounded, type Pixels } from "./svg-parts";

interface State {
  transform: string;
  clipId: string | null;
  fillStyle: string | Paint;
  strokeStyle: string;
  globalAlpha: number;
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  lineWidth: number;
  lineJoin: CanvasLineJoin;
  lineCap: CanvasLineCap;
  imageSmoothingEnabled: boolean;
  dash: readonly number[];
}

/** A gradient or a pattern, by its id in the document. */
interface Paint {
  readonly id: string;
  addColorStop(offset: number, color: string): void;
}

const ANCHORS: Partial<Record<CanvasTextAlign, string>> = { center: "middle", right: "end", end: "end" };
const BASELINES: Partial<Record<CanvasTextBaseline, string>> = { middle: "central", top: "text-before-edge", bottom: "text-after-edge" };

const initial: State = {
  transform: "", clipId: null, fillStyle: "#000", strokeStyle: "#000", globalAlpha: 1, font: "10px sans-serif",
  textAlign: "start", textBaseline: "alphabetic", lineWidth: 1, lineJoin: "miter", lineCap: "butt", imageSmoothingEnabled: true, dash: [],
};

/** What the marks see. */
export interface SvgContext {
  readonly context: Context2D;
  /** The document so far, on a background unless that is null. */
  write(background: string | null): string;
}

/**
 * @param measure The width of a text in CSS pixels in a font.
 * @param width CSS pixels of the document.
 */
export function svgContext(width: number, height: number, measure: (text: string, font: string) => number): SvgContext {
  const body: string[] = [];
  const defs: string[][] = [];
  const stack: State[] = [];
  let state: State = { ...initial };
  let path = "";

  const define = (open: (id: string) => string, close: string): { id: string; lines: string[] } => {
    const id = `d${defs.length}`;
    const lines = [open(id)];
    defs.push(lines);
    lines.push(close);
    return { id, lines };
  };
  const put = (element: string): void => {
    const attributes = [
      state.transform && `transform="${state.transform.trim()}"`,
      state.globalAlpha < 1 && `opacity="${rounded(state.globalAlpha)}"`,
    ].filter(Boolean).join(" ");
    const drawn = attributes === "" ? element : `<g ${attributes}>${element}</g>`;
    body.push(state.clipId === null ? drawn : `<g clip-path="url(#${state.clipId})">${drawn}</g>`);
  };
  const fill = (): string => `fill="${typeof state.fillStyle === "string" ? escaped(state.fillStyle) : `url(#${state.fillStyle.id})`}"`;
  const stroke = (): string => {
    const dash = state.dash.length > 0 ? ` stroke-dasharray="${state.dash.join(" ")}"` : "";
    return `fill="none" stroke="${escaped(state.strokeStyle)}" stroke-width="${rounded(state.lineWidth)}" stroke-linejoin="${state.lineJoin}" stroke-linecap="${state.lineCap}"${dash}`;
  };
  const rectOf = (...[x, y, w, h]: readonly number[]): string => `x="${rounded(x)}" y="${rounded(y)}" width="${rounded(w)}" height="${rounded(h)}"`;
  const add = (command: string, ...numbers: readonly number[]): void => void (path += `${command}${numbers.map(rounded).join(" ")}`);
  const turn = (move: string): void => void (state.transform += ` ${move}`);

  const methods = {
    save: () => void stack.push({ ...state }),
    restore: () => void (state = stack.pop() ?? state),
    translate: (x: number, y: number) => turn(`translate(${rounded(x)} ${rounded(y)})`),
    scale: (x: number, y: number) => turn(`scale(${rounded(x)} ${rounded(y)})`),
    rotate: (angle: number) => turn(`rotate(${rounded((angle * 180) / Math.PI)})`),
    clearRect: () => {},
    setLineDash: (dash: readonly number[]) => void (state.dash = dash),
    beginPath: () => void (path = ""),
    moveTo: (x: number, y: number) => add("M", x, y),
    lineTo: (x: number, y: number) => add("L", x, y),
    quadraticCurveTo: (cx: number, cy: number, x: number, y: number) => add("Q", cx, cy, x, y),
    rect: (x: number, y: number, w: number, h: number) => void (path += `M${rounded(x)} ${rounded(y)}h${rounded(w)}v${rounded(h)}h${rounded(-w)}z`),
    closePath: () => void (path += "z"),
    fill: () => put(`<path d="${path}" ${fill()}/>`),
    stroke: () => put(`<path d="${path}" ${stroke()}/>`),
    fillRect: (...rect: readonly number[]) => put(`<rect ${rectOf(...rect)} ${fill()}/>`),
    strokeRect: (...rect: readonly number[]) => put(`<rect ${rectOf(...rect)} ${stroke()}/>`),
    clip: () => {
      const outer = state.clipId === null ? "" : ` clip-path="url(#${state.clipId})"`;
      const moved = state.transform ? ` transform="${state.transform.trim()}"` : "";
      state.clipId = define((id) => `<clipPath id="${id}"${outer}><path d="${path}"${moved}/>`, "</clipPath>").id;
    },
    fillText: (text: string, x: number, y: number) => {
      const anchor = ANCHORS[state.textAlign];
      const line = BASELINES[state.textBaseline];
      put(`<text x="${rounded(x)}" y="${rounded(y)}" style="font:${escaped(state.font)}" ${fill()}${anchor ? ` text-anchor="${anchor}"` : ""}${
        line ? ` dominant-baseline="${line}"` : ""} xml:space="preserve">${escaped(text)}</text>`);
    },
    measureText: (text: string) => ({ width: measure(text, state.font) }),
    drawImage: (image: Pixels, ...[, , , , x = 0, y = 0, w = 0, h = 0]: readonly number[]) => {
      put(`<g transform="translate(${rounded(x)} ${rounded(y)}) scale(${rounded(w / image.width)} ${rounded(h / image.height)})" shape-rendering="crispEdges">${pixelRects(image)}</g>`);
    },
    createPattern: (image: Pixels): Paint => {
      const { id } = define((own) => `<pattern id="${own}" width="${image.width}" height="${image.height}" patternUnits="userSpaceOnUse">${pixelRects(image)}`, "</pattern>");
      return { id, addColorStop: () => {} };
    },
    createLinearGradient: (...[x1, y1, x2, y2]: readonly number[]): Paint => {
      const ends = `x1="${rounded(x1)}" y1="${rounded(y1)}" x2="${rounded(x2)}" y2="${rounded(y2)}"`;
      const { id, lines } = define((own) => `<linearGradient id="${own}" gradientUnits="userSpaceOnUse" ${ends}>`, "</linearGradient>");
      return { id, addColorStop: (offset, color) => void lines.splice(-1, 0, `<stop offset="${rounded(offset)}" stop-color="${escaped(color)}"/>`) };
    },
  };
  const known = new Set(Object.keys(initial));
  const context = new Proxy(methods, {
    get: (own, name) => (known.has(String(name)) ? Reflect.get(state, name) : (Reflect.get(own, name) as unknown)),
    set: (_, name, value) => known.has(String(name)) && Reflect.set(state, name, value),
  }) as unknown as Context2D;
  return {
    context,
    write: (background) => [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${rounded(width)}" height="${rounded(height)}" viewBox="0 0 ${rounded(width)} ${rounded(height)}">`,
      defs.length > 0 ? `<defs>${defs.flat().join("")}</defs>` : "",
      background === null ? "" : `<rect width="100%" height="100%" fill="${escaped(background)}"/>`,
      ...body, "</svg>",
    ].join("\n"),
  };
}
