/** Where things stand in Split. */
import type { Rect } from "../../marks/display-list";
import { corner, type Corner } from "../shared/corner";
import { bandsIn, clamp, rect } from "../shared/rects";
import { centred, type Room } from "../shared/room";
import type { Sizes } from "../shared/sizes";
import { bandCount, columnsOf, projections, queries, type Projection } from "./projections";

/** The widest space that all gaps between the bands of one matrix take together. */
const BANDS_SLACK = { wide: 64, tall: 36 } as const;
const LARGEST_BAND_GAP = 14;

export function bandGap(room: Room, bands: number): number {
  if (bands < 2) return 0;
  return Math.min(BANDS_SLACK[room.tall ? "tall" : "wide"] / (bands - 1), LARGEST_BAND_GAP);
}

/** One projection, large: X, one matrix of weights, the result. */
export function singleLayout(room: Room, sizes: Sizes): Corner {
  return cornerOf(room, sizes, [queries], false);
}

/** The three projections side by side, whole: on a wide sheet where their bands will part. */
export function tripleLayout(room: Room, sizes: Sizes): Corner {
  if (room.tall) return cornerOf(room, sizes, projections, false);
  const parted = partedLayout(room, sizes);
  const whole = (areas: readonly Rect[]): Rect[] =>
    areas.map((area, block) => {
      const projection = projections[block];
      return projection ? closed(room, area, bandCount(projection, sizes)) : area;
    });
  return { ...parted, tops: whole(parted.tops), products: whole(parted.products) };
}

/** The projections with room for their bands to part: all three, or Q alone on a phone. */
export function partedLayout(room: Room, sizes: Sizes): Corner {
  return cornerOf(room, sizes, room.tall ? [queries] : projections, true);
}

function cornerOf(room: Room, sizes: Sizes, shown: readonly Projection[], parted: boolean): Corner {
  const slack = shown.map((projection) => {
    const bands = bandCount(projection, sizes);
    return parted ? bandGap(room, bands) * (bands - 1) : 0;
  });
  return corner(room, {
    rows: sizes.n,
    depth: sizes.model,
    columns: shown.map((projection) => columnsOf(projection, sizes)),
    slack,
  });
}

/** A matrix before its bands part: the same cells without the gaps, in the middle of its room. */
export function closed(room: Room, area: Rect, bands: number): Rect {
  const slack = bandGap(room, bands) * Math.max(bands - 1, 0);
  return rect(area.x + slack / 2, area.y, area.width - slack, area.height);
}

/** The bands of a matrix, together or parted. */
export function bandRects(room: Room, area: Rect, bands: number, parted: boolean): readonly Rect[] {
  return parted ? bandsIn(area, bands, bandGap(room, bands)) : bandsIn(closed(room, area, bands), bands, 0);
}

/** One column of matrices for each head: its queries, and under its group the keys and values. */
export interface HeadsLayout {
  readonly queries: readonly Rect[];
  readonly keys: readonly Rect[];
  readonly values: readonly Rect[];
}

export function headsLayout(room: Room, sizes: Sizes): HeadsLayout {
  const { n, h, g, dim } = sizes;
  const between = room.title + 8;
  const brackets = 24;
  const height = room.inner.height - 2 * between - 2 * brackets;
  const row = Math.min(height / (3 * n), 30);
  const gap = clamp(room.inner.width / (h * 6), room.tall ? 3 : 8, 40);
  const width = Math.min((room.inner.width - gap * (h - 1)) / h, dim * 30, room.tall ? 160 : 260);
  const total = { width: h * width + (h - 1) * gap, height: 3 * n * row + 2 * between };
  const origin = centred(room, total.width, total.height);
  const line = (place: number): number => origin.y + place * (n * row + between);
  const shared = h / g;
  const columnAt = (head: number): number => origin.x + head * (width + gap);
  const under = (place: number): readonly Rect[] =>
    Array.from({ length: g }, (_, group) => {
      const first = columnAt(group * shared);
      const last = columnAt(group * shared + shared - 1);
      return rect((first + last) / 2, line(place), width, n * row);
    });
  return {
    queries: Array.from({ length: h }, (_, head) => rect(columnAt(head), line(0), width, n * row)),
    keys: under(1),
    values: under(2),
  };
}
