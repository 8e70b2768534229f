/** Small multiples: equal panels in as many columns as makes them largest. */
import type { Rect } from "../../marks/display-list";
import { rect } from "./rects";

export interface PanelSpacing {
  readonly x: number;
  /** Between rows of panels: room for a title. */
  readonly y: number;
}

export interface PanelLimits {
  /** Width over height that panels would like, within a factor of `stretch` either way. */
  readonly ratio: number;
  readonly stretch: number;
  readonly largestWidth: number;
  readonly largestHeight: number;
}

/** `count` panels in reading order, centred in the area as a block. */
export function panels(area: Rect, count: number, spacing: PanelSpacing, limits: PanelLimits): readonly Rect[] {
  let best = { columns: 1, width: 0, height: 0, size: -1 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const slot = {
      width: Math.min((area.width - spacing.x * (columns - 1)) / columns, limits.largestWidth),
      height: Math.min((area.height - spacing.y * (rows - 1)) / rows, limits.largestHeight),
    };
    if (slot.width <= 0 || slot.height <= 0) continue;
    const width = Math.min(slot.width, slot.height * limits.ratio * limits.stretch);
    const height = Math.min(slot.height, (width / limits.ratio) * limits.stretch);
    // A last row with holes in it is worth a little size.
    const size = width * height * (count % columns === 0 ? 1.3 : 1);
    if (size > best.size) best = { columns, width, height, size };
  }
  const rows = Math.ceil(count / best.columns);
  const left = area.x + (area.width - best.columns * best.width - (best.columns - 1) * spacing.x) / 2;
  const top = area.y + (area.height - rows * best.height - (rows - 1) * spacing.y) / 2;
  return Array.from({ length: count }, (_, panel) =>
    rect(
      left + (panel % best.columns) * (best.width + spacing.x),
      top + Math.floor(panel / best.columns) * (best.height + spacing.y),
      best.width,
      best.height,
    ),
  );
}
