import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { CellSet, DisplayList } from "../../marks/display-list";
import { cellRects, hitAt, type Hit } from "../../marks/hit";
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
import { Viewport } from "./viewport";

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
  @query("canvas") private readonly canvas!: HTMLCanvasElement | null;

  private surface: Surface | null = null;
  private hovered: Hit | null = null;
  private pointer: readonly [number, number] | null = null;
  private cursor: Cursor | null = null;
  private frame = 0;
  private readonly viewport = new Viewport();
  private readonly resizing = new ResizeObserver(() => this.schedule());
  private readonly darkScheme = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    super();
    this.addController(new Gestures(() => this.canvas, {
      point: (x, y) => this.pointAt([x, y]),
      leave: () => this.pointAt(null),
      choose: (x, y) => this.choose(this.hit(x, y)),
      zoomBy: (factor, x, y) => this.changeView(() => this.viewport.zoomBy(factor, x, y)),
      panBy: (dx, dy) => this.changeView(() => this.viewport.panBy(dx, dy)),
      isZoomed: () => this.viewport.isZoomed,
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
    this.changeView(() => this.viewport.reset());
  }

  protected override render(): TemplateResult {
    const whole = !this.viewport.isZoomed;
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

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("displayList") || changed.has("trace")) this.follow();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.canvas && !this.surface) this.surface = Surface.on(this.canvas);
    if (changed.has("theme")) this.surface?.setTheme(this.themeName, this);
    this.toggleAttribute("zoomed", this.viewport.isZoomed);
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
    const { displayList, trace, surface, viewport } = this;
    viewport.width = this.clientWidth;
    viewport.height = this.clientHeight;
    if (!displayList || !trace || !surface || viewport.width === 0 || viewport.height === 0) return;
    const brush = surface.brush(displayList, trace, viewport.camera(displayList), viewport.width, viewport.height);
    const cell = this.hovered ?? this.lockedCell(trace);
    paint(brush, displayList, {
      highlight: this.highlight,
      selected: cell && { tensor: cell.tensor, cells: [cell.offset] },
    });
    if (!cell) return;
    const index = trace.tensor(cell.tensor).index(cell.offset);
    const rect = this.hovered
      ? viewport.rectOf(displayList, trace, this.hovered)
      : cellRects(displayList, brush.camera, trace, cell.tensor, cell.offset).at(-1)?.rect;
    if (rect) paintReadout(brush, readoutOf(trace, { ...cell, index }), rect);
  }

  /** The locked cell, unless this trace is too small to have it. */
  private lockedCell(trace: TraceReader): Pick<StageCell, "tensor" | "offset"> | null {
    const { selected } = this;
    return selected && trace.has(selected.tensor) && selected.offset < trace.tensor(selected.tensor).data.length ? selected : null;
  }

  private hit(x: number, y: number): Hit | null {
    return this.displayList && this.trace && this.viewport.hit(this.displayList, this.trace, x, y);
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
    const { cursor, displayList, trace } = this;
    if (!cursor) this.pointAt(this.pointer);
    else if (displayList && trace && settled(displayList, trace, cursor)) this.placeCursor(displayList, trace, cursor);
    else this.leaveCursor();
  }

  private changeView(change: () => void): void {
    change();
    this.requestUpdate();
  }

  private zoomByButton(factor: number): void {
    this.changeView(() => this.viewport.zoomBy(factor));
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
      else if (key === "Enter") this.placeCursor(displayList, trace, this.startingCursor(displayList));
      else return false;
      return true;
    }
    if (key === "Escape") {
      this.choose(null);
      this.leaveCursor();
    } else if (key === "Enter") {
      this.choose(this.hovered);
    } else if (isCursorKey(key)) {
      this.placeCursor(displayList, trace, moveCursor(displayList, trace, cursor, key));
    } else {
      return false;
    }
    return true;
  }

  private startingCursor(list: DisplayList): Cursor | null {
    return this.hovered ? { id: this.hovered.mark.id, row: this.hovered.row, col: this.hovered.col } : firstCursor(list);
  }

  /** Puts the cursor on a cell; where there is none yet, it stays where it was. */
  private placeCursor(list: DisplayList, trace: TraceReader, cursor: Cursor | null): void {
    const place = cursor && settled(list, trace, cursor);
    if (!place) return;
    const { row, col } = placeOf(place.mark, trace, place.cursor);
    const hit = hitAt(place.mark, cellsOf(trace, place.mark.view), trace, row, col);
    this.cursor = place.cursor;
    this.spoken = spokenCell(trace, hit);
    this.setHovered(hit);
    this.changeView(() => this.viewport.show(this.viewport.rectOf(list, trace, hit)));
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
