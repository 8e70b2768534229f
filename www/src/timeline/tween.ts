/**
 * Motion between two display lists. Marks with one id are one object and move; a mark that only
 * the first list has fades out where it stood, one that only the second has fades in at its place.
 *
 * Leaving comes first and entering last, so that at each moment the eye has one thing to follow.
 */
import type {
  ArrowMark, BarsMark, BoxMark, BracketMark, DisplayList, GridMark, LabelMark, Mark, Rect,
} from "../marks/display-list";
import { clamp01, easeInOut, mix, within } from "./ease";

/** The part of a move in which leaving marks fade out. */
const LEAVE_END = 0.4;
/** The part of a move in which entering marks fade in starts here. */
const ENTER_START = 0.45;
/** Contents and words of a mark that changes are exchanged between these moments. */
const SWITCH: readonly [number, number] = [0.3, 0.7];
/** Optional properties of grids and bars that are words. */
const NAMES: ReadonlySet<string> = new Set(["title", "shape", "labels", "rowLabels", "colLabels"]);
/** Appended to the id of the content that is being replaced during a cross-fade. */
const OUTGOING = "~outgoing";

/**
 * The display list at `t` in [0, 1] of the move from `from` to `to`. Exactly `from` at 0 and `to`
 * at 1. Easing is applied here: `t` is linear in time.
 */
export function tween(from: DisplayList, to: DisplayList, t: number): DisplayList {
  const time = clamp01(t);
  if (time === 0 || from === to) return from;
  if (time === 1) return to;
  const before = new Map(from.marks.map((mark) => [identity(mark), mark]));
  const after = new Set(to.marks.map(identity));
  const leaving = 1 - easeInOut(within(time, 0, LEAVE_END));
  const entering = easeInOut(within(time, ENTER_START, 1));
  const marks: Mark[] = [];
  if (leaving > 0) {
    for (const mark of from.marks) if (!after.has(identity(mark))) marks.push(faded(mark, leaving));
  }
  for (const mark of to.marks) {
    const origin = before.get(identity(mark));
    if (origin === undefined) {
      if (entering > 0) marks.push(faded(mark, entering));
    } else {
      pushMoved(marks, origin, mark, time);
    }
  }
  const s = easeInOut(time);
  return { marks, frame: mixRect(from.frame, to.frame, s), legend: (time < 0.5 ? from : to).legend };
}

/** One object through time; a mark that changes its kind is another object. */
function identity(mark: Mark): string {
  return `${mark.kind} ${mark.id}`;
}

function faded(mark: Mark, factor: number): Mark {
  return { ...mark, opacity: (mark.opacity ?? 1) * factor };
}

function mixRect(from: Rect, to: Rect, s: number): Rect {
  return {
    x: mix(from.x, to.x, s),
    y: mix(from.y, to.y, s),
    width: mix(from.width, to.width, s),
    height: mix(from.height, to.height, s),
  };
}

function mixBase(from: Mark, to: Mark, s: number): { opacity: number; dim: number; layer: number } {
  return {
    opacity: mix(from.opacity ?? 1, to.opacity ?? 1, s),
    dim: mix(from.dim ?? 0, to.dim ?? 0, s),
    // A mark that is in front at either end stays in front while it moves.
    layer: Math.max(from.layer ?? 0, to.layer ?? 0),
  };
}

function pushMoved(marks: Mark[], from: Mark, to: Mark, time: number): void {
  if (from === to) {
    marks.push(to);
    return;
  }
  const s = easeInOut(time);
  const base = mixBase(from, to, s);
  switch (to.kind) {
    case "grid":
      pushContent(marks, from as GridMark, to, time, {
        ...base,
        ...mixRect(from as GridMark, to, s),
        reveal: mix((from as GridMark).reveal ?? 1, to.reveal ?? 1, s),
      });
      return;
    case "bars":
      pushContent(marks, from as BarsMark, to, time, {
        ...base,
        ...mixRect(from as BarsMark, to, s),
        domain: [
          mix((from as BarsMark).domain[0], to.domain[0], s),
          mix((from as BarsMark).domain[1], to.domain[1], s),
        ] as const,
      });
      return;
    case "label": {
      const origin = from as LabelMark;
      const place = { ...base, x: mix(origin.x, to.x, s), y: mix(origin.y, to.y, s) };
      marks.push(worded(origin, to, origin.text === to.text, time, place));
      return;
    }
    case "bracket": {
      const origin = from as BracketMark;
      const place = {
        ...base,
        x: mix(origin.x, to.x, s),
        y: mix(origin.y, to.y, s),
        length: mix(origin.length, to.length, s),
      };
      marks.push(worded(origin, to, origin.text === to.text && origin.side === to.side, time, place));
      return;
    }
    case "arrow": {
      const origin = from as ArrowMark;
      marks.push({
        ...(time < 0.5 ? origin : to),
        ...base,
        from: [mix(origin.from[0], to.from[0], s), mix(origin.from[1], to.from[1], s)],
        to: [mix(origin.to[0], to.to[0], s), mix(origin.to[1], to.to[1], s)],
        bend: mix(origin.bend ?? 0, to.bend ?? 0, s),
      });
      return;
    }
    case "box":
      marks.push({ ...(time < 0.5 ? (from as BoxMark) : to), ...base, ...mixRect(from as BoxMark, to, s) });
  }
}

/** Words that change fade out and in, since two sentences on top of each other cannot be read. */
function worded<M extends LabelMark | BracketMark>(from: M, to: M, same: boolean, time: number, place: Partial<M>): M {
  const moved = { ...(time < 0.5 ? from : to), ...place };
  return same ? moved : { ...moved, opacity: (moved.opacity ?? 1) * Math.abs(2 * easeInOut(time) - 1) };
}

/**
 * A grid or bars whose numbers change shows the old ones beneath and the new ones fading in above:
 * a cross-fade without a dip. Names switch at the middle.
 */
function pushContent<M extends GridMark | BarsMark>(marks: Mark[], from: M, to: M, time: number, place: Partial<M>): void {
  const named = time < 0.5 ? from : to;
  if (sameContent(from, to)) {
    marks.push({ ...named, ...place });
    return;
  }
  const fresh = easeInOut(within(time, ...SWITCH));
  const opacity = place.opacity ?? 1;
  if (fresh < 1) {
    const old: M = { ...from, ...place, id: fresh === 0 ? to.id : to.id + OUTGOING };
    marks.push(fresh === 0 || named === from ? old : nameless(old));
  }
  if (fresh > 0) {
    const next: M = { ...to, ...place, opacity: opacity * fresh };
    marks.push(fresh === 1 || named === to ? next : nameless(next));
  }
}

/** Without the names that only one of two cross-faded contents may show. */
function nameless<M extends GridMark | BarsMark>(mark: M): M {
  return Object.fromEntries(Object.entries(mark).filter(([key]) => !NAMES.has(key))) as M;
}

function sameContent(from: GridMark | BarsMark, to: GridMark | BarsMark): boolean {
  if (from.view !== to.view && JSON.stringify(from.view) !== JSON.stringify(to.view)) return false;
  if (from.kind === "grid" && to.kind === "grid") {
    const [a, b] = [from.scale, to.scale];
    return a.kind === b.kind && a.hue === b.hue && a.limit === b.limit;
  }
  return from.kind === "bars" && to.kind === "bars" && from.hue === to.hue;
}
