/** The part of the picture that the canvas shows: its size, the reader's zoom, and what is where. */
import {
  bounded, fit, NO_ZOOM, pan, panInto, rectToScreen, zoomAbout, zoomed, type Camera, type Zoom,
} from "../../marks/camera";
import type { DisplayList, Rect } from "../../marks/display-list";
import { cellRect, hitTest, type Hit } from "../../marks/hit";
import { legendHeight } from "../../marks/legend";
import { cellsOf } from "../../marks/view";
import type { TraceReader } from "../../trace/reader";

export class Viewport {
  /** The canvas in CSS pixels. */
  width = 0;
  height = 0;
  private zoom: Zoom = NO_ZOOM;

  get isZoomed(): boolean {
    return this.zoom.factor > 1;
  }

  camera(list: DisplayList): Camera {
    const insets = { top: 0, right: 0, left: 0, bottom: legendHeight(this.width) };
    return zoomed(fit(list.frame, this.width, this.height, insets), this.zoom);
  }

  /** The cell at a point of the canvas; the legend's strip has none. */
  hit(list: DisplayList, trace: TraceReader, x: number, y: number): Hit | null {
    return y > this.pictureHeight ? null : hitTest(list, this.camera(list), trace, x, y);
  }

  /** Where a hit's cell stands on the canvas. */
  rectOf(list: DisplayList, trace: TraceReader, hit: Hit): Rect {
    return rectToScreen(this.camera(list), cellRect(hit.mark, cellsOf(trace, hit.mark.view), hit.row, hit.col));
  }

  /** Zooms about a point, the middle when none is given. */
  zoomBy(factor: number, x = this.width / 2, y = this.height / 2): void {
    this.set(zoomAbout(this.zoom, factor, x, y));
  }

  panBy(dx: number, dy: number): void {
    this.set(pan(this.zoom, dx, dy));
  }

  /** Brings a rectangle of the canvas into view. */
  show(rect: Rect): void {
    this.zoom = panInto(this.zoom, rect, this.width, this.pictureHeight);
  }

  reset(): void {
    this.zoom = NO_ZOOM;
  }

  private get pictureHeight(): number {
    return this.height - legendHeight(this.width);
  }

  private set(zoom: Zoom): void {
    this.zoom = bounded(zoom, this.width, this.pictureHeight);
  }
}
