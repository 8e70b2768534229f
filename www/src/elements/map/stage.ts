import { html, LitElement, type PropertyValues } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { AttentionMap } from "../../engine/map/maps";
import { createPalette, type Palette } from "../../theme/palette";
import { interfaceColors, type ThemeName } from "../../theme/tokens";
import { base, buttons } from "../shared/base.styles";
import { gutter, paintAxes, paintNumbers, type WordAt } from "./axes";
import { Loader, type Refinement } from "./loader";
import { isAllHidden, isHidden } from "./mask";
import { isOverviewShown, overviewSize, paintOverview } from "./overview";
import { paintFrame, paintHidden, paintTiles, type Frame } from "./painter";
import { Pictures } from "./pictures";
import { blockAt, cellsOfBlock, type Pointed } from "./pointed";
import { Pointers } from "./pointers";
import type { ScaleKind } from "./scale";
import type { Aggregate, MaskName } from "./settings";
import { styles } from "./stage.styles";
import { strongestBlocks, type Block } from "./strongest";
import { blockOf, cellsOf, levelFor, tilesOver, type Tile } from "./tiles";
import { cellAt, cellsIn, clampView, middleOf, panView, viewOf, wholeMap, zoomView, type Cells, type Extent, type View } from "./view";

/** Pictures of tiles that a frame has time to draw anew. */
const picturesPerFrame = 6;
/** More than two device pixels to a CSS pixel cost time and show nothing. */
const largestRatio = 2;

/** What the page around is told after every change. */
export interface Seen {
  readonly view: View;
  readonly cells: Cells;
  readonly block: number;
  readonly refinement: Refinement;
  readonly pointed: Pointed | null;
}

/**
 * The picture of a map, from the tiles that are there; it never waits for those that are not.
 *
 * @event {CustomEvent<Seen>} headwise-seen - the view, what is known of it or what is pointed at has changed
 * @event {CustomEvent<Pointed>} headwise-hold - a block was clicked
 * @event {CustomEvent<unknown>} headwise-broken - a tile could not be had: the reason
 */
@customElement("headwise-map-stage")
export class HeadwiseMapStage extends LitElement {
  static override styles = [base, buttons, styles];

  @property({ attribute: false }) map: AttentionMap | null = null;
  @property() mask: MaskName = "causal";
  @property() show: Aggregate = "max";
  @property() scale: ScaleKind = "log";
  @property() theme: ThemeName = "light";
  /** Named in words for those who do not see the picture. */
  @property() label = "";
  /** A plain wheel zooms, and does not scroll the page. */
  @property({ type: Boolean }) wheel = false;
  @property({ attribute: false }) wordAt: WordAt = () => "";
  @query(".map") private readonly canvas!: HTMLCanvasElement;
  @query(".overview") private readonly overview!: HTMLCanvasElement;

  private view: View | null = null;
  private wanted: { readonly row: number; readonly key: number; readonly cell: number } | null = null;
  private point: { readonly x: number; readonly y: number } | null = null;
  private palette: Palette = createPalette("light");
  private frame = 0;
  private readonly pictures = new Pictures();
  private readonly loader = new Loader({
    changed: () => this.redraw(),
    failed: (error) => this.dispatchEvent(new CustomEvent("headwise-broken", { detail: error })),
  });
  private readonly sizes = new ResizeObserver(() => this.redraw());

  constructor() {
    super();
    this.addController(new Pointers(() => this.canvas, {
      point: (x, y) => this.pointAt({ x, y }),
      leave: () => this.pointAt(null),
      choose: (x, y) => {
        this.pointAt({ x, y });
        const pointed = this.view === null ? null : this.pointedIn(this.view, levelFor(this.view.cell, this.shape));
        if (pointed !== null) this.dispatchEvent(new CustomEvent<Pointed>("headwise-hold", { detail: pointed }));
      },
      zoomBy: (factor, x, y) => this.change((view) => zoomView(view, factor, x - gutter.left, y - gutter.top, this.shape, this.extent)),
      zoomIn: (factor) => this.zoomIn(factor),
      panBy: (dx, dy) => this.change((view) => panView(view, dx, dy, this.shape, this.extent)),
      moveTo: ([x, y]) => {
        this.point = null;
        this.change((view) => panView(view, -x * this.extent.width, -y * this.extent.height, this.shape, this.extent));
      },
      home: () => this.showAll(),
      takesWheel: () => this.wheel || this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement === this.canvas,
    }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.loader.open(null);
  }

  override render() {
    return html`
      <canvas class="map" tabindex="0" role="application" aria-label=${this.label}
        aria-roledescription="map: arrow keys move, plus and minus zoom, Home shows all"></canvas>
      <canvas class="overview" hidden aria-hidden="true" title="The whole map; drag to move" @pointerdown=${this.onOverview} @pointermove=${this.onOverview}></canvas>
      <div class="zoom">
        <button aria-label="Zoom in" @click=${() => this.zoomIn(2)}>+</button>
        <button aria-label="Zoom out" @click=${() => this.zoomIn(0.5)}>−</button>
        <button @click=${() => this.showAll()}>Show all</button>
      </div>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("theme")) this.palette = createPalette(this.theme);
    if (!changed.has("map")) return;
    const before = changed.get("map") ?? null;
    const isAlike = before !== null && this.map !== null && before.info.rows === this.map.info.rows && before.info.keys === this.map.info.keys;
    // Another head over the same places: the reader stays where they are.
    if (!isAlike) this.view = null;
    this.loader.open(this.map);
  }

  protected override updated(): void {
    this.redraw();
  }

  /** Shows a cell in the middle; a `cell` of 0 shows the whole map. */
  lookAt(row: number, key: number, cell: number): void {
    this.wanted = { row, key, cell };
    this.point = null;
    this.redraw();
  }

  showAll(): void {
    this.lookAt(0, 0, 0);
  }

  /** The strongest blocks in view, as far as they are known. */
  strongest(count: number): Block[] {
    const { view, shape, extent } = this;
    if (view === null) return [];
    const cells = cellsIn(view, shape, extent);
    return strongestBlocks(this.tilesIn(cells, levelFor(view.cell, shape), view), cells, shape, this.loader.atlas, count);
  }

  /** Tiles that are known, whole or as samples. */
  get tiles(): number {
    return this.loader.atlas.size;
  }

  /** Bytes of the tiles that are kept. */
  get bytes(): number {
    return this.loader.atlas.bytes;
  }

  private zoomIn(factor: number): void {
    const { width, height } = this.extent;
    this.change((view) => zoomView(view, factor, width / 2, height / 2, this.shape, this.extent));
  }

  private change(next: (view: View) => View): void {
    if (this.view === null || this.map === null) return;
    this.view = next(this.view);
    this.redraw();
  }

  private pointAt(point: { readonly x: number; readonly y: number } | null): void {
    this.point = point;
    this.redraw();
  }

  private get shape() {
    return this.map?.info ?? { rows: 1, keys: 1 };
  }

  /** The picture without what stands beside it. */
  get pictureExtent(): Extent {
    return this.extent;
  }

  private get extent(): Extent {
    return { width: Math.max(1, this.clientWidth - gutter.left), height: Math.max(1, this.clientHeight - gutter.top) };
  }

  /** In the next frame: however many changes there are before it, one picture is drawn. */
  private redraw(): void {
    if (this.frame === 0 && this.isConnected) this.frame = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.frame = 0;
    const { map, extent, shape, palette, clientWidth, clientHeight } = this;
    const context = this.canvas.getContext("2d", { alpha: false });
    if (context === null || clientWidth === 0) return;
    const ratio = Math.min(largestRatio, globalThis.devicePixelRatio || 1);
    const [across, down] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    if (this.canvas.width !== across) this.canvas.width = across;
    if (this.canvas.height !== down) this.canvas.height = down;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (map === null) {
      context.fillStyle = palette.background;
      context.fillRect(0, 0, clientWidth, clientHeight);
      this.overview.hidden = true;
      return;
    }
    const view = this.placed(extent);
    const cells = cellsIn(view, shape, extent);
    const level = levelFor(view.cell, shape);
    const tiles = this.tilesIn(cells, level, view);
    const frame: Frame = { context, ratio, left: gutter.left, top: gutter.top, extent, view, shape, mask: this.mask, palette };
    this.pictures.begin({ palette, show: this.show, scale: this.scale }, picturesPerFrame);
    paintTiles(frame, tiles, this.loader.atlas, this.pictures);
    paintHidden(frame, cells, level, interfaceColors[this.theme].pressed);
    paintNumbers(frame, cells, this.loader.atlas, this.scale, (row, key) => isHidden(row, key, this.mask, shape));
    const pointed = this.pointedIn(view, level);
    if (pointed !== null) paintFrame(frame, cellsOfBlock(pointed), palette.ink, palette.background);
    paintAxes(frame, cells, this.wordAt, interfaceColors[this.theme].background);
    const isShown = isOverviewShown(view, shape, extent);
    this.overview.hidden = !isShown;
    if (isShown) {
      const { width, height } = overviewSize(shape, extent);
      Object.assign(this.overview.style, { width: `${width}px`, height: `${height}px` });
      paintOverview({ canvas: this.overview, ratio, view, shape, extent, palette }, this.loader.atlas, this.pictures);
    }
    this.loader.want(tiles);
    if (this.pictures.isShort) this.redraw();
    const detail: Seen = { view, cells, block: blockOf(level), refinement: this.loader.refinement, pointed };
    this.dispatchEvent(new CustomEvent<Seen>("headwise-seen", { detail }));
  }

  private placed(extent: Extent): View {
    const { wanted, shape } = this;
    this.wanted = null;
    if (wanted !== null) this.view = wanted.cell === 0 ? wholeMap(shape, extent) : viewOf(wanted.row, wanted.key, wanted.cell, shape, extent);
    this.view = this.view === null ? wholeMap(shape, extent) : clampView(this.view, shape, extent);
    return this.view;
  }

  private tilesIn(cells: Cells, level: number, view: View): Tile[] {
    const { point, shape, extent } = this;
    const under = point === null ? null : cellAt(view, point.x - gutter.left, point.y - gutter.top, shape);
    const tiles = tilesOver(cells, level, under ?? middleOf(view, shape, extent));
    return tiles.filter((tile) => !isAllHidden(cellsOf(tile, shape), this.mask, shape));
  }

  /** The block under the pointer, or in the middle while the map has the keyboard's focus. */
  private pointedIn(view: View, level: number): Pointed | null {
    const { point, shape, extent } = this;
    const hasFocus = this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement === this.canvas;
    const isInside = point !== null && point.x >= gutter.left && point.y >= gutter.top;
    const at = isInside ? cellAt(view, point.x - gutter.left, point.y - gutter.top, shape) : hasFocus && point === null ? middleOf(view, shape, extent) : null;
    return at === null ? null : blockAt(at, level, shape, this.loader.atlas);
  }

  private readonly onOverview = (event: PointerEvent): void => {
    if (event.type === "pointermove" && event.buttons === 0) return;
    const { shape, overview, view } = this;
    if (view === null) return;
    const box = overview.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * shape.rows);
    const key = Math.floor(((event.clientX - box.left) / box.width) * shape.keys);
    this.lookAt(row, key, view.cell);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-map-stage": HeadwiseMapStage;
  }
}
