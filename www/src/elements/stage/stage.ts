import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import {
  bounded, fit, NO_ZOOM, pan, panInto, rectToScreen, zoomAbout, zoomed, type Camera, type Zoom,
} from "../../marks/camera";
import type { CellSet, DisplayList, Rect } from "../../marks/display-list";
import { cellRect, cellRects, hitAt, hitTest, type CellMark, type Hit } from "../../marks/hit";
import { legendHeight } from "../../marks/legend";
import { paint } from "../../marks/paint";
import { paintReadout } from "../../marks/readout";
import { cellsOf } from "../../marks/view";
import type { ThemeName } from "../../theme/tokens";
import type { TraceReader } from "../../trace/reader";
import { readoutOf, spokenCell } from "./cell-text";
import { firstCursor, isCursorKey, moveCursor, placeOf, settled, type Cursor } from "./cursor";
import { StageHoverEvent, StageSelectEvent, type StageCell } from "./events";
import { Gestures } from "./gestures";
import { styles } from "./stage.styles";
import { Surface } from "./surface";

const BUTTON_ZOOM = 1.5;

/**
 * Paints a display list and says which cell the reader means.
 *
 * Zoom: ctrl or meta with the wheel, two fingers, double click, or the buttons. Keyboard: Enter
 * starts a cell cursor, arrows move it, Page Up and Page Down change the grid, Enter locks, Escape
 * leaves. While there is no cursor all keys are left to the page.
 *
 * @fires headwise-cellhover - the cell under the pointer or cursor, or null ({@link StageHoverEvent})
 * @fires headwise-cellselect - the cell that was locked, or null ({@link StageSelectEvent})
 * @csspart canvas - the picture
 * @csspart zoom - the zoom buttons
 * @cssproperty --hw-query - and the other colours of the theme, read when the theme is set
 */
@customElement("headwise-stage")
export class HeadwiseStage extends LitElement {
  static override readonly styles = styles;

  @property({ attribute: false }) displayList: DisplayList | null = null;
  @property({ attribute: false }) trace: TraceReader | null = null;
  /** Cells that light up. */
  @property({ attribute: false }) highlight: readonly CellSet[] = [];
  /** The locked cell. The stage sets it on click; its owner may set it, too. */
  @property({ attribute: false }) selected: Pick<StageCell, "tensor" | "offset"> | null = null;
  @property({ reflect: true }) theme: "light" | "dark" | "auto" = "auto";
  /** What the picture shows, for those who do not see it. */
  @property() label = "Attention, drawn as matrices";

  @state() private spoken = "";
  @state() private zoom: Zoom = NO_ZOOM;
  @query("canvas") private readonly canvas!: HTMLCanvasElement | null;

  private surface: Surface | null = null;
  private hovered: Hit | null = null;
  private pointer: readonly [number, number] | null = null;
  private cursor: Cursor | null = null;
  private frame = 0;
  private size = { width: 0, height: 0 };
  private readonly resizing = new ResizeObserver(() => this.schedule());
  private readonly darkScheme = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    super();
    this.addController(new Gestures(() => this.canvas, {
      point: (x, y) => this.pointAt([x, y]),
      leave: () => this.pointAt(null),
      choose: (x, y) => this.choose(this.hit(x, y)),
      zoomBy: (factor, x, y) => this.setZoom(zoomAbout(this.zoom, factor, x, y)),
      panBy: (dx, dy) => this.setZoom(pan(this.zoom, dx, dy)),
      isZoomed: () => this.zoom.factor > 1,
    }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resizing.observe(this);
    this.darkScheme.addEventListener("change", this.onScheme);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizing.disconnect();
    this.darkScheme.removeEventListener("change", this.onScheme);
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** Shows the whole picture again. */
  resetZoom(): void {
    this.setZoom(NO_ZOOM);
  }

  protected override render(): TemplateResult {
    const whole = this.zoom.factor <= 1;
    return html`
      <canvas part="canvas" tabindex="0" role="application" aria-roledescription="interactive picture"
        aria-label=${this.label} aria-describedby="keys" @keydown=${this.onKey} @blur=${this.leaveCursor}></canvas>
      <div class="zoom" part="zoom">
        ${whole ? nothing : html`<button @click=${this.resetZoom}>Whole picture</button>`}
        <button aria-label="Zoom out" ?disabled=${whole} @click=${() => this.zoomByButton(1 / BUTTON_ZOOM)}>−</button>
        <button aria-label="Zoom in" @click=${() => this.zoomByButton(BUTTON_ZOOM)}>+</button>
      </div>
      <div id="keys" class="spoken">Enter starts reading cells with the arrow keys, Escape leaves.</div>
      <div class="spoken" aria-live="polite">${this.spoken}</div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.canvas && !this.surface) this.surface = Surface.on(this.canvas);
    if (changed.has("theme")) this.surface?.setTheme(this.themeName, this);
    if (changed.has("displayList") || changed.has("trace")) this.follow();
    this.toggleAttribute("zoomed", this.zoom.factor > 1);
    this.schedule();
  }

  private get themeName(): ThemeName {
    return this.theme === "auto" ? (this.darkScheme.matches ? "dark" : "light") : this.theme;
  }

  private readonly onScheme = (): void => {
    this.surface?.setTheme(this.themeName, this);
    this.schedule();
  };

  private schedule(): void {
    if (this.frame === 0 && this.isConnected) this.frame = requestAnimationFrame(() => this.paintFrame());
  }

  private paintFrame(): void {
    this.frame = 0;
    this.size = { width: this.clientWidth, height: this.clientHeight };
    const { displayList, trace, surface } = this;
    if (!displayList || !trace || !surface || this.size.width === 0 || this.size.height === 0) return;
    const brush = surface.brush(displayList, trace, this.camera(), this.size.width, this.size.height);
    const cell = this.hovered ?? this.lockedCell(trace);
    paint(brush, displayList, {
      highlight: this.highlight,
      selected: cell && { tensor: cell.tensor, cells: [cell.offset] },
    });
    if (!cell) return;
    const index = trace.tensor(cell.tensor).index(cell.offset);
    const rect = this.hovered ? this.rectOf(this.hovered) : cellRects(displayList, brush.camera, trace, cell.tensor, cell.offset).at(-1)?.rect;
    if (rect) paintReadout(brush, readoutOf(trace, { ...cell, index }), rect);
  }

  /** The locked cell, unless this trace is too small to have it. */
  private lockedCell(trace: TraceReader): Pick<StageCell, "tensor" | "offset"> | null {
    const { selected } = this;
    return selected && trace.has(selected.tensor) && selected.offset < trace.tensor(selected.tensor).data.length ? selected : null;
  }

  private camera(): Camera {
    const { width, height } = this.size;
    const insets = { top: 0, right: 0, left: 0, bottom: legendHeight(width) };
    return zoomed(fit(this.displayList?.frame ?? { x: 0, y: 0, width: 1, height: 1 }, width, height, insets), this.zoom);
  }

  private hit(x: number, y: number): Hit | null {
    if (!this.displayList || !this.trace || y > this.size.height - legendHeight(this.size.width)) return null;
    return hitTest(this.displayList, this.camera(), this.trace, x, y);
  }

  private rectOf(hit: Hit): Rect {
    const cells = cellsOf(this.trace as TraceReader, hit.mark.view);
    return rectToScreen(this.camera(), cellRect(hit.mark, cells, hit.row, hit.col));
  }

  private pointAt(pointer: readonly [number, number] | null): void {
    this.pointer = pointer;
    this.setHovered(pointer ? this.hit(...pointer) : null);
  }

  private setHovered(hit: Hit | null): void {
    const same = hit?.tensor === this.hovered?.tensor && hit?.offset === this.hovered?.offset;
    const moved = !same || hit?.mark !== this.hovered?.mark;
    this.hovered = hit;
    if (moved) this.schedule();
    if (!same) this.dispatchEvent(new StageHoverEvent(hit && cellOf(hit)));
  }

  private choose(hit: Hit | null): void {
    const same = hit && this.selected?.tensor === hit.tensor && this.selected.offset === hit.offset;
    const cell = hit && !same ? cellOf(hit) : null;
    if (cell === null && this.selected === null) return;
    this.selected = cell;
    this.dispatchEvent(new StageSelectEvent(cell));
  }

  /** After the picture changed: what is now under the pointer, or where the cursor is now. */
  private follow(): void {
    if (this.cursor) this.placeCursor(this.cursor);
    else this.pointAt(this.pointer);
  }

  private setZoom(zoom: Zoom): void {
    this.zoom = bounded(zoom, this.size.width, this.size.height - legendHeight(this.size.width));
  }

  private zoomByButton(factor: number): void {
    this.setZoom(zoomAbout(this.zoom, factor, this.size.width / 2, this.size.height / 2));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.onCursorKey(event.key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  /** Returns whether the key was meant for the cursor. */
  private onCursorKey(key: string): boolean {
    const { displayList, trace, cursor } = this;
    if (!displayList || !trace) return false;
    if (!cursor) {
      if (key === "Escape" && this.selected) this.choose(null);
      else if (key === "Enter") this.placeCursor(this.startingCursor(displayList));
      else return false;
      return true;
    }
    if (key === "Escape") {
      this.choose(null);
      this.leaveCursor();
    } else if (key === "Enter") {
      this.choose(this.hovered);
    } else if (isCursorKey(key)) {
      this.placeCursor(moveCursor(displayList, trace, cursor, key));
    } else {
      return false;
    }
    return true;
  }

  private startingCursor(list: DisplayList): Cursor | null {
    return this.hovered ? { id: this.hovered.mark.id, row: this.hovered.row, col: this.hovered.col } : firstCursor(list);
  }

  private placeCursor(cursor: Cursor | null): void {
    const place = cursor && this.displayList && this.trace && settled(this.displayList, this.trace, cursor);
    if (!place) {
      this.leaveCursor();
      return;
    }
    this.cursor = place.cursor;
    const hit = this.hitOf(place.mark, place.cursor, this.trace as TraceReader);
    this.spoken = spokenCell(this.trace as TraceReader, hit);
    this.setHovered(hit);
    this.zoom = panInto(this.zoom, this.rectOf(hit), this.size.width, this.size.height - legendHeight(this.size.width));
  }

  private hitOf(mark: CellMark, cursor: Cursor, trace: TraceReader): Hit {
    const { row, col } = placeOf(mark, trace, cursor);
    return hitAt(mark, cellsOf(trace, mark.view), trace, row, col);
  }

  private readonly leaveCursor = (): void => {
    if (!this.cursor) return;
    this.cursor = null;
    this.spoken = "";
    this.setHovered(null);
  };
}

function cellOf({ tensor, offset, index }: Hit): StageCell {
  return { tensor, offset, index };
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-stage": HeadwiseStage;
  }
}
