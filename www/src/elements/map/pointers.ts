/** Wheel, drag, pinch, double click and keys, as what they do to the view. */
import type { ReactiveController } from "lit";
import { Gestures, type GestureTarget } from "../stage/gestures";

export interface Navigation {
  /** Points of the picture, in CSS pixels. */
  point(x: number, y: number): void;
  leave(): void;
  choose(x: number, y: number): void;
  zoomBy(factor: number, x: number, y: number): void;
  zoomIn(factor: number): void;
  panBy(dx: number, dy: number): void;
  moveTo(direction: readonly [number, number]): void;
  home(): void;
  /** Whether a plain wheel is for the map, and not for the page that it is on. */
  takesWheel(): boolean;
}

/** Zoom for a pixel of wheel movement, and for a press of a key. */
const wheelZoom = 0.002;
const keyZoom = 1.6;
/** Share of the picture that a key pans. */
const keyPan = 0.15;

export class Pointers implements ReactiveController {
  private readonly gestures: Gestures;
  private element: HTMLElement | null = null;

  constructor(
    private readonly surface: () => HTMLElement | null,
    private readonly target: Navigation,
  ) {
    const gestures: GestureTarget = {
      point: (x, y) => target.point(x, y),
      leave: () => target.leave(),
      choose: (x, y) => target.choose(x, y),
      zoomBy: (factor, x, y) => target.zoomBy(factor, x, y),
      panBy: (dx, dy) => target.panBy(dx, dy),
      isZoomed: () => true,
    };
    this.gestures = new Gestures(surface, gestures);
  }

  hostUpdated(): void {
    this.gestures.hostUpdated();
    const element = this.surface();
    if (element === this.element || element === null) return;
    this.element = element;
    element.addEventListener("wheel", this.onWheel, { passive: false });
    element.addEventListener("keydown", this.onKey);
  }

  /** Those with ctrl are gestures' already. */
  private readonly onWheel = (event: WheelEvent): void => {
    if (event.ctrlKey || event.metaKey || !this.target.takesWheel()) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 * event.deltaY : event.deltaY;
    const box = this.element?.getBoundingClientRect();
    const factor = Math.exp(-wheelZoom * Math.max(-240, Math.min(240, pixels)));
    this.target.zoomBy(factor, event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0));
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const directions: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-keyPan, 0], ArrowRight: [keyPan, 0], ArrowUp: [0, -keyPan], ArrowDown: [0, keyPan],
    };
    const direction = directions[event.key];
    if (direction !== undefined) this.target.moveTo(direction);
    else if (event.key === "+" || event.key === "=") this.target.zoomIn(keyZoom);
    else if (event.key === "-" || event.key === "_") this.target.zoomIn(1 / keyZoom);
    else if (event.key === "Home") this.target.home();
    else return;
    event.preventDefault();
  };
}
