import { describe, expect, it } from "vitest";
import { bounded, fit, LARGEST_ZOOM, NO_ZOOM, pan, panInto, rectToScreen, toScreen, toWorld, zoomAbout, zoomed } from "./camera";

const frame = { x: 10, y: 20, width: 100, height: 50 };

describe("camera", () => {
  it("fits the frame, centred, inside the insets", () => {
    const camera = fit(frame, 220, 200, { top: 0, right: 20, bottom: 40, left: 0 });
    expect(camera.scale).toBe(2);
    expect(rectToScreen(camera, frame)).toEqual({ x: 0, y: 30, width: 200, height: 100 });
  });

  it("survives boxes and frames without a size", () => {
    for (const camera of [fit(frame, 0, 0), fit({ ...frame, width: 0, height: 0 }, 100, 100)]) {
      expect(Number.isFinite(camera.scale) && camera.scale > 0 && Number.isFinite(camera.x)).toBe(true);
    }
  });

  it("goes to the screen and back", () => {
    const camera = zoomed(fit(frame, 300, 300), { factor: 3, x: -40, y: 12 });
    const [x, y] = toWorld(camera, ...toScreen(camera, 33, 44));
    expect([x, y].map((value) => Math.round(1e9 * value) / 1e9)).toEqual([33, 44]);
  });

  it("zooms about the pointer, which stays where it is", () => {
    const camera = fit(frame, 300, 300);
    const zoom = zoomAbout(pan({ factor: 2, x: -10, y: -20 }, 4, 5), 1.7, 120, 80);
    const world = toWorld(zoomed(camera, { factor: 2, x: -6, y: -15 }), 120, 80);
    const [px, py] = toScreen(zoomed(camera, zoom), ...world);
    expect(px).toBeCloseTo(120, 9);
    expect(py).toBeCloseTo(80, 9);
  });

  it("never shows less than the whole nor goes beyond the largest zoom", () => {
    expect(bounded(zoomAbout(NO_ZOOM, 0.2, 50, 50), 100, 100)).toEqual(NO_ZOOM);
    expect(zoomAbout(NO_ZOOM, 1e6, 0, 0).factor).toBe(LARGEST_ZOOM);
    expect(bounded({ factor: 2, x: 30, y: -500 }, 100, 100)).toEqual({ factor: 2, x: 0, y: -100 });
  });

  it("pans just enough to bring a rectangle into view", () => {
    const zoom = { factor: 4, x: -100, y: -100 };
    expect(panInto(zoom, { x: -30, y: 10, width: 10, height: 10 }, 100, 100)).toEqual({ factor: 4, x: -70, y: -100 });
    expect(panInto(zoom, { x: 10, y: 95, width: 10, height: 10 }, 100, 100)).toEqual({ factor: 4, x: -100, y: -105 });
    expect(panInto(zoom, { x: 10, y: 10, width: 10, height: 10 }, 100, 100)).toEqual(zoom);
  });
});
