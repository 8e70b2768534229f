/**
 * How much free space a mark has beside it on the screen, so that names stop before they run into
 * a neighbour.
 */
import { rectToScreen, type Camera } from "./camera";
import type { Mark, Rect } from "./display-list";

/** Pixels kept free between a name and the next mark. */
const GAP = 8;
/** Marks fainter than this are passing by and block nothing. */
const SOLID = 0.5;

export class Room {
  private readonly blocks: readonly { readonly id: string; readonly rect: Rect }[];
  private readonly width: number;

  /** `width` is the canvas's, in pixels. */
  constructor(marks: readonly Mark[], camera: Camera, width: number) {
    this.width = width;
    this.blocks = marks.flatMap((mark) =>
      (mark.kind === "grid" || mark.kind === "bars") && (mark.opacity ?? 1) >= SOLID
        ? [{ id: mark.id, rect: rectToScreen(camera, mark) }]
        : []);
  }

  /** Free pixels left of a mark's rectangle, between its top and bottom. */
  left(id: string, rect: Rect): number {
    let edge = 0;
    for (const block of this.others(id)) {
      const right = block.x + block.width;
      if (right <= rect.x + 1 && overlaps(block.y, block.height, rect.y, rect.height)) edge = Math.max(edge, right + GAP);
    }
    return rect.x - edge;
  }

  /** Free pixels above a mark's rectangle, between its left and right side. */
  above(id: string, rect: Rect): number {
    let edge = 0;
    for (const block of this.others(id)) {
      const bottom = block.y + block.height;
      if (bottom <= rect.y + 1 && overlaps(block.x, block.width, rect.x, rect.width)) edge = Math.max(edge, bottom + GAP / 2);
    }
    return rect.y - edge;
  }

  /** Free pixels rightwards from x, in the strip from y on, `height` high. */
  rightOf(id: string, x: number, y: number, height: number): number {
    let edge = this.width;
    for (const block of this.others(id)) {
      if (block.x + block.width > x && overlaps(block.y, block.height, y, height) && block.x >= x) {
        edge = Math.min(edge, block.x);
      }
    }
    // A neighbour that begins further right may carry a title of its own in the same strip.
    for (const block of this.others(id)) {
      if (block.x > x && block.y > y && block.y <= y + 2 * height) edge = Math.min(edge, block.x);
    }
    return edge - GAP - x;
  }

  private *others(id: string): Iterable<Rect> {
    for (const block of this.blocks) if (block.id !== id) yield block.rect;
  }
}

function overlaps(start: number, length: number, other: number, otherLength: number): boolean {
  return start < other + otherLength && other < start + length;
}
