/**
 * Pointers turned into what a reader means: point, choose, zoom, pan. The page keeps its own
 * scrolling: a plain wheel and one finger pass through, unless the picture is zoomed.
 */
import type { ReactiveController } from "lit";

export interface GestureTarget {
  point(x: number, y: number): void;
  leave(): void;
  choose(x: number, y: number): void;
  zoomBy(factor: number, x: number, y: number): void;
  panBy(dx: number, dy: number): void;
  isZoomed(): boolean;
}

interface Finger {
  readonly startX: number;
  readonly startY: number;
  x: number;
  y: number;
  /** It has moved too far to be a tap, or another finger joined it. */
  dragged: boolean;
}

/** Pixels that a finger or a mouse may move and still mean a tap. */
const TAP_SLOP = 6;
/** Zoom for a pixel of wheel movement. */
const WHEEL_ZOOM = 0.01;
const DOUBLE_CLICK_ZOOM = 2;

/** Listens on the element that `surface` returns once it is rendered. */
export class Gestures implements ReactiveController {
  private readonly fingers = new Map<number, Finger>();
  private element: HTMLElement | null = null;
  private readonly surface: () => HTMLElement | null;
  private readonly target: GestureTarget;

  constructor(surface: () => HTMLElement | null, target: GestureTarget) {
    this.surface = surface;
    this.target = target;
  }

  hostUpdated(): void {
    const element = this.surface();
    if (element === this.element || !element) return;
    this.element = element;
    element.addEventListener("pointerdown", this.onDown);
    element.addEventListener("pointermove", this.onMove);
    element.addEventListener("pointerup", this.onUp);
    element.addEventListener("pointercancel", this.onCancel);
    element.addEventListener("pointerleave", this.onLeave);
    element.addEventListener("dblclick", this.onDoubleClick);
    // Not passive: zooming must keep the browser from zooming the page.
    element.addEventListener("wheel", this.onWheel, { passive: false });
  }

  private readonly onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const { x, y } = this.place(event);
    this.fingers.set(event.pointerId, { startX: x, startY: y, x, y, dragged: this.fingers.size > 0 });
    if (this.fingers.size > 1) for (const finger of this.fingers.values()) finger.dragged = true;
  };

  private readonly onMove = (event: PointerEvent): void => {
    const { x, y } = this.place(event);
    const finger = this.fingers.get(event.pointerId);
    if (!finger) {
      if (event.pointerType !== "touch") this.target.point(x, y);
      return;
    }
    const [dx, dy] = [x - finger.x, y - finger.y];
    if (!finger.dragged && Math.hypot(x - finger.startX, y - finger.startY) > TAP_SLOP) {
      finger.dragged = true;
      // Captured only now: a captured click would never reach the page below a plain tap.
      if (this.target.isZoomed()) this.element?.setPointerCapture(event.pointerId);
    }
    if (this.fingers.size === 2) this.pinch(finger, x, y);
    else if (finger.dragged && this.target.isZoomed()) this.target.panBy(dx, dy);
    finger.x = x;
    finger.y = y;
  };

  /** One of two fingers moves to (x, y): their distance zooms, their middle pans. */
  private pinch(moving: Finger, x: number, y: number): void {
    const other = [...this.fingers.values()].find((finger) => finger !== moving);
    if (!other) return;
    const before = Math.hypot(moving.x - other.x, moving.y - other.y);
    const after = Math.hypot(x - other.x, y - other.y);
    this.target.zoomBy(after / Math.max(1, before), (x + other.x) / 2, (y + other.y) / 2);
    this.target.panBy((x - moving.x) / 2, (y - moving.y) / 2);
  }

  private readonly onUp = (event: PointerEvent): void => {
    const finger = this.fingers.get(event.pointerId);
    this.fingers.delete(event.pointerId);
    if (finger && !finger.dragged) this.target.choose(finger.x, finger.y);
  };

  private readonly onCancel = (event: PointerEvent): void => {
    this.fingers.delete(event.pointerId);
  };

  private readonly onLeave = (event: PointerEvent): void => {
    // A captured pointer does not leave before it is released.
    this.fingers.delete(event.pointerId);
    if (event.pointerType !== "touch") this.target.leave();
  };

  private readonly onDoubleClick = (event: MouseEvent): void => {
    const { x, y } = this.place(event);
    this.target.zoomBy(event.shiftKey ? 1 / DOUBLE_CLICK_ZOOM : DOUBLE_CLICK_ZOOM, x, y);
  };

  private readonly onWheel = (event: WheelEvent): void => {
    // A trackpad's pinch arrives as a wheel with ctrl, too.
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 * event.deltaY : event.deltaY;
    const { x, y } = this.place(event);
    this.target.zoomBy(Math.exp(-WHEEL_ZOOM * Math.max(-50, Math.min(50, pixels))), x, y);
  };

  private place(event: MouseEvent): { x: number; y: number } {
    const box = this.element?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  }
}
