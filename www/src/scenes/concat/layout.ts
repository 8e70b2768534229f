/** Where things stand in Concat. */
import type { Rect } from "../../marks/display-list";
import { corner } from "../shared/corner";
import { bandsIn, blocksIn, clamp, rect, rightOf } from "../shared/rects";
import { centred, largestRow, type Room } from "../shared/room";
import type { Sizes } from "../shared/sizes";

/** The heads' outputs above, and Z below, in cells of one size. */
export interface GatherLayout {
  readonly heads: readonly Rect[];
  /** The heads with the sheet to themselves, before there is a Z. */
  readonly alone: readonly Rect[];
  readonly z: Rect;
  /** The heads' bands in Z. */
  readonly bands: readonly Rect[];
}

export function gatherLayout(room: Room, { n, h, wide }: Sizes): GatherLayout {
  const gap = h === 1 ? 0 : clamp(room.inner.width / (h * 8), room.tall ? 4 : 10, 36);
  const between = room.title + (room.tall ? 12 : 46);
  const brackets = 26;
  const row = Math.min((room.inner.height - between - brackets) / 2 / n, largestRow(n, 30));
  const column = Math.min((room.inner.width - gap * (h - 1)) / wide, room.tall ? 24 : 28);
  const apart = wide * column + gap * (h - 1);
  const { x, y } = centred(room, apart, 2 * n * row + between + brackets);
  const heads = bandsIn(rect(x, y, apart, n * row), h, gap);
  const z = rect(x + (apart - wide * column) / 2, y + n * row + between, wide * column, n * row);
  const height = Math.min(room.inner.height - brackets, n * largestRow(n, 34));
  const alone = bandsIn(rect(x, centred(room, apart, height).y, apart, height), h, gap);
  return { heads, alone, z, bands: bandsIn(z, h, 0) };
}

/** Z below left, W_O above right in blocks of rows, Y where they meet. */
export interface ProjectLayout {
  readonly z: Rect;
  readonly bands: readonly Rect[];
  readonly wo: Rect;
  readonly blocks: readonly Rect[];
  readonly y: Rect;
}

export function projectLayout(room: Room, { n, h, wide, model }: Sizes): ProjectLayout {
  const gap = h === 1 ? 0 : Math.min((room.tall ? 24 : 48) / (h - 1), 8);
  const slack = gap * (h - 1);
  const { left, tops, products } = corner(room, { rows: n, depth: wide, columns: [model], leftSlack: slack, topSlack: slack });
  const [wo, y] = [tops[0], products[0]];
  if (!wo || !y) throw new Error("one product has one right factor");
  return { z: left, bands: bandsIn(left, h, gap), wo, blocks: blocksIn(wo, h, gap), y };
}

/** One panel for each head's contribution; beside them their sum, and a place under it. */
export interface ContributionsLayout {
  readonly parts: readonly Rect[];
  readonly sum: Rect;
  readonly under: Rect;
}

export function contributionsLayout(room: Room, sizes: Sizes): ContributionsLayout {
  return room.tall ? sumBelow(room, sizes) : sumBeside(room, sizes);
}

const SIGN_GAP = { wide: 34, tall: 18 } as const;

function sumBeside(room: Room, { n, h, model }: Sizes): ContributionsLayout {
  const { inner } = room;
  const line = room.title + 12;
  const beside = 64;
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= h; columns++) {
    const rows = Math.ceil(h / columns);
    const width = Math.min((inner.width - beside - SIGN_GAP.wide * (columns - 1)) / (columns + 1), model * 26);
    const height = Math.min((inner.height - line * (rows - 1)) / rows, (inner.height - line - 20) / 2, n * largestRow(n, 28));
    if (worth(width, height) > worth(best.width, best.height)) best = { columns, width, height };
  }
  const { columns, width, height } = best;
  const rows = Math.ceil(h / columns);
  const partsWidth = columns * width + (columns - 1) * SIGN_GAP.wide;
  const tallest = Math.max(rows, 2) * height + (Math.max(rows, 2) - 1) * line;
  const origin = centred(room, partsWidth + beside + width, tallest);
  const top = origin.y + (tallest - rows * height - (rows - 1) * line) / 2;
  const sum = rect(origin.x + partsWidth + beside, origin.y + (tallest - 2 * height - line) / 2, width, height);
  return {
    parts: Array.from({ length: h }, (_, head) =>
      rect(
        origin.x + (head % columns) * (width + SIGN_GAP.wide),
        top + Math.floor(head / columns) * (height + line),
        width,
        height,
      ),
    ),
    sum,
    under: { ...sum, y: sum.y + height + line },
  };
}

/** The area of a panel, not counting what makes it a sliver. */
function worth(width: number, height: number): number {
  return Math.min(width, 1.8 * height) * Math.min(height, 1.4 * width);
}

function sumBelow(room: Room, { n, h, model }: Sizes): ContributionsLayout {
  const { inner } = room;
  const line = room.title + 4;
  let best = { columns: 2, width: 0, height: 0 };
  for (let columns = 2; columns <= Math.max(h, 2); columns++) {
    const rows = Math.ceil(h / columns) + 1;
    const width = Math.min((inner.width - SIGN_GAP.tall * (columns - 1)) / columns, model * 20);
    const height = Math.min((inner.height - line * (rows - 1)) / rows, n * largestRow(n, 22));
    if (worth(width, height) > worth(best.width, best.height)) best = { columns, width, height };
  }
  const { columns, width, height } = best;
  const rows = Math.ceil(h / columns) + 1;
  const total = { width: columns * width + (columns - 1) * SIGN_GAP.tall, height: rows * height + (rows - 1) * line };
  const { x, y } = centred(room, total.width, total.height);
  const at = (place: number): Rect =>
    rect(x + (place % columns) * (width + SIGN_GAP.tall), y + Math.floor(place / columns) * (height + line), width, height);
  const sum = at((rows - 1) * columns);
  const left = rightOf(sum) + 2 * SIGN_GAP.tall;
  return {
    parts: Array.from({ length: h }, (_, head) => at(head)),
    sum,
    under: rect(left, sum.y, Math.min(x + total.width - left, width), height),
  };
}
